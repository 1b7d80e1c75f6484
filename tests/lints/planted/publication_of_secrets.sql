create publication planted for table crm.contacts;
