comment on function normalize_email(text) is
  'The e-mail address in lower case with its domain in ASCII; null when the text is no address. '
  'Example: select crm_ext.normalize_email('' Will@Example.ORG ''); -- will@example.org';
comment on function normalize_phone(text, text) is
  'The phone number in E.164; country (ISO 3166, two letters) tells how national notation is read; null when the text is no number. '
  'Example: select crm_ext.normalize_phone(''01 234 5678'', ''AT'');';
comment on function normalize_domain(text) is
  'The domain in a URL, an e-mail address or a host name, in lower-case ASCII without www.; null when there is none. '
  'Example: select crm_ext.normalize_domain(''https://www.Example.org/about''); -- example.org';
comment on function fold_text(text) is
  'The text in lower case without accents, as search compares it. Example: select crm_ext.fold_text(''Zürich''); -- zurich';
comment on function search_vector(text, text, text, text, regconfig) is
  'The search document of a record: names (weight A), e-mail (B) and company (C) word by word, neither stemmed nor without stop words; '
  'notes (D) in the language. Example: select crm_ext.search_vector(''Will Smith'', null, ''Initech'', ''called twice'', ''english'');';
comment on function search_query(text, regconfig) is
  'What a user typed as a query: every word must be found by its beginning, in notes also by its stem in the language. '
  'Example: select crm_ext.search_vector(''Will Smith'', null, null, null) @@ crm_ext.search_query(''smi''); -- true';
comment on function highlight(text, text) is
  'The text as HTML with the words that the query finds inside <mark>; everything else is escaped. '
  'Example: select crm_ext.highlight(''Will Smith'', ''smi''); -- Will <mark>Smi</mark>th';
