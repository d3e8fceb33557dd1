-- Lists are read a page at a time: each filter has an index that ends with what its list is ordered by.
DROP INDEX business_account_tenant;
CREATE INDEX business_account_tenant ON business_account (tenant_id, business_account_id) WHERE tenant_id IS NOT NULL;

DROP INDEX app_business_account;
CREATE INDEX app_business_account ON app (business_account_id, app_id);

DROP INDEX phone_number_tenant;
CREATE INDEX phone_number_tenant ON phone_number (tenant_id, phone_number_id) WHERE tenant_id IS NOT NULL;
CREATE INDEX phone_number_of_app ON phone_number (app_id, phone_number_id);

-- Callers know projects by small numbers: the shorter one comes first.
CREATE INDEX project_order ON project (length(project_id), project_id);
DROP INDEX project_tenant;
CREATE INDEX project_tenant ON project (tenant_id, length(project_id), project_id) WHERE tenant_id IS NOT NULL;
CREATE INDEX project_disabled ON project (disabled_cause, length(project_id), project_id) WHERE disabled_cause <> '';

CREATE INDEX mapping_order ON mapping (phone_number_id, (-priority), project_id);
DROP INDEX mapping_project;
CREATE INDEX mapping_project ON mapping (project_id, phone_number_id, (-priority));

CREATE INDEX gateway_tenant ON gateway (tenant_id, gateway_id);
CREATE INDEX gateway_code_order ON gateway_code (code_key, gateway_id);
DROP INDEX gateway_code_tenant;
CREATE INDEX gateway_code_tenant ON gateway_code (tenant_id, code_key, gateway_id);

CREATE INDEX api_key_tenants ON api_key USING gin (tenant_ids);
