comment on function normalize_email(text) is
  'The email address in lower case with the domain in ASCII; display name and mailto: are taken off; null if there is none. '
  'Example: select crm_ext.normalize_email(''Jane <Jane@Acme.com>'');';
comment on function normalize_phone(text, text) is
  'The phone number in E.164; country (ISO 3166, two letters) tells how a national number is read; null if it is none. '
  'Example: select crm_ext.normalize_phone(''030 901820'', ''DE'');';
comment on function normalize_domain(text) is
  'The domain in a URL, address or host name, in lower-case ASCII without www.; null if there is none. '
  'Example: select crm_ext.normalize_domain(''https://www.acme.com/about'');';
comment on function is_public_mail_domain(text) is
  'Whether anyone gets a mailbox at this domain, so that it tells nothing of a company. '
  'Example: select crm_ext.is_public_mail_domain(''gmail.com'');';
comment on function fold_text(text) is
  'Lower case without accents, the form in which names are compared. Example: select crm_ext.fold_text(''Müller-Straße'');';
comment on function search_vector(text, text, text, text, regconfig) is
  'The document a record is found by: names (weight A), addresses and phone numbers (B), companies (C) as words neither '
  'stemmed nor stopped, notes (D) in the language. Example: select crm_ext.search_vector(''Will Smith'', null, ''Acme'', ''met at the fair'', ''english'');';
comment on function search_query(text, regconfig) is
  'What a user types as a query: every word must be found by its beginning, in notes also by its stem. Any text is a query; '
  'one without words finds nothing. Example: select crm_ext.search_query(''wil smi'', ''english'');';
comment on function highlight(text, text) is
  'The text as HTML, escaped, with the words that the query finds inside <mark>. '
  'Example: select crm_ext.highlight(''Müller & Co'', ''mul'');';
