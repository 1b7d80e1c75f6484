-- Names, addresses and companies are neither stemmed nor stopped; notes are, in their language.
create temporary table found as
select crm_ext.search_vector('Will O''Brien Müller', 'j.doe@mail.acme.com +49 30 901820', 'The Running Company', 'We were discussing contracts', 'english') document;

select tests.ok(document @@ crm_ext.search_query(q, 'english'), format('%L finds the record', q))
from found, unnest(array['will', 'wil', 'WILL obrien', 'o''brien', 'muller', 'Müll', 'the run', 'j.doe@mail', 'doe', 'acme.com',
  '+49 30 901820', '030 901820', '4930901', '0049 30 901820', 'contract', 'discussed', 'will contracts', ' (will) | & !']) q;
select tests.ok(not document @@ crm_ext.search_query(q, 'english'), format('%L does not', q))
from found, unnest(array['ill', 'runs', 'company x', 'jane', '030 901821', '', ' & | ! '' \ ']) q;

select tests.equal(document, document::text::tsvector, 'the layout is what PostgreSQL itself would write') from found;
select tests.equal(crm_ext.search_vector('a b a', 'b', 'c', null), '''a'':1A,3A ''b'':2A,4B ''c'':5C'::tsvector, 'fields have weights and places');
select tests.equal(crm_ext.search_vector(null, null, null, null), ''::tsvector, 'nothing gives nothing');
select tests.equal(crm_ext.search_vector('x', null, null, 'the dogs', 'english'), '''x'':1A ''dog'':3'::tsvector, 'notes are stemmed and come last');
select tests.equal(crm_ext.search_query('', 'english'), ''::tsquery, 'no words ask for nothing');
select tests.ok(length(crm_ext.search_vector(repeat('wörd ', 100000), null, null, many)) > 10000, 'very long text is cut, not refused')
from (select string_agg('w' || n, ' ') many from generate_series(1, 300000) n) long;
select tests.ok(crm_ext.search_query(repeat('x ', 5000) || repeat('y', 5000)) is not null, 'so are long queries');

create temporary table people as
select n, (array['Will', 'O''Neill', 'Jean-Luc', 'Zoë', 'Łukasz'])[1 + n % 5] || ' P' || n as name, 'p' || n || '@c' || n % 7 || '.com' as email from generate_series(1, 2000) n;
select tests.equal(count(*), 0::bigint, 'every record is found by its own name and address')
from people where not crm_ext.search_vector(name, email, null, null) @@ crm_ext.search_query(name || ' ' || email);
select tests.equal(count(*), 0::bigint, 'documents survive sending and receiving')
from people where crm_ext.search_vector(name, email, null, name, 'english')::text::tsvector <> crm_ext.search_vector(name, email, null, name, 'english');
