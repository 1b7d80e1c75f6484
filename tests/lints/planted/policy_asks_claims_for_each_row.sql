create policy planted on crm.deals for select to authenticated using (owner_id = auth.uid());
