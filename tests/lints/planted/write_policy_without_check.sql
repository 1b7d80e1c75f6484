create policy planted on crm.deals for update to authenticated using ((select auth.uid()) = owner_id);
