-- Addresses, numbers and names in the form in which they are compared; formula-like and hostile text included.
select tests.equal(crm_ext.normalize_email(' Jane.Doe@Acme.COM '), 'jane.doe@acme.com', 'an address is trimmed and in lower case');
select tests.equal(crm_ext.normalize_email('Jane <jane@bücher.example>'), 'jane@xn--bcher-kva.example', 'a display name is taken off, a domain is ASCII');
select tests.equal(crm_ext.normalize_email(text), null, format('%L is no address', text)) from unnest(array['', 'jane', '@acme.com', 'a b@acme.com']) text;
select tests.equal(crm_ext.normalize_phone('030 901820', 'de'), '+4930901820', 'a national number takes the country');
select tests.equal(crm_ext.normalize_phone('+49 (0)30 901820 ext. 7'), '+4930901820', 'an international one says its own');
select tests.equal(crm_ext.normalize_phone('030 901820'), null, 'without a country a national number is unknown');
select tests.equal(crm_ext.normalize_phone(null, 'DE'), null, 'no number is no number');
select tests.equal(crm_ext.normalize_phone('030 901820', 'atlantis'), null, 'an unknown country is no country');
select tests.equal(crm_ext.normalize_domain('https://www.Acme.com:443/about?x'), 'acme.com', 'a URL has a domain');
select tests.equal(crm_ext.normalize_domain('localhost'), null, 'a bare host is no public domain');
select tests.ok(crm_ext.is_public_mail_domain('GMail.com') and not crm_ext.is_public_mail_domain('acme.com'), 'mail providers are told from companies');
select tests.equal(crm_ext.fold_text('Ærø-Straße'), 'aero-strasse', 'folding spells letters out');
select tests.equal(crm_ext.highlight('<Müller> & Co', 'mul'), '&lt;<mark>Müller</mark>&gt; &amp; Co', 'hits are marked, the rest is escaped');
select tests.ok(p.provolatile = 'i' and p.proparallel = 's', p.proname || ' is immutable and parallel safe')
from pg_proc p
where p.pronamespace = 'crm_ext'::regnamespace
  and p.proname in ('normalize_email', 'normalize_phone', 'normalize_domain', 'is_public_mail_domain', 'fold_text', 'highlight', 'search_vector', 'search_query');
