-- The roles of the platform, and a login whose claims nobody should believe.
create role anon;
create role authenticated;
create role service_role bypassrls;
create role authenticator login noinherit;
create role stranger login;
grant anon, authenticated, service_role to authenticator, stranger;
