create unlogged table {problems} (
  file_number integer not null,
  line        bigint not null,
  field       text not null,
  kind        text not null,
  refused     boolean not null,
  reason      text not null,
  value       text
)
