create temporary table undo_kept (id uuid primary key) on commit drop;
create temporary table undo_candidates (id uuid primary key) on commit drop
