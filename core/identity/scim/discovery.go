package scim

// Config tells a directory what can be asked (RFC 7643 section 5).
func Config(at string) map[string]any {
	able := func(yes bool) map[string]any { return map[string]any{"supported": yes} }
	return map[string]any{
		"schemas": []string{"urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig"},
		"patch":   able(true), "changePassword": able(false), "sort": able(false), "etag": able(true),
		"bulk":   map[string]any{"supported": false, "maxOperations": 0, "maxPayloadSize": 0},
		"filter": map[string]any{"supported": true, "maxResults": 200},
		"authenticationSchemes": []map[string]any{{
			"type": "oauthbearertoken", "name": "Service key", "description": "A service key that may provision people.", "primary": true,
		}},
		"meta": map[string]any{"resourceType": "ServiceProviderConfig", "location": at + "/ServiceProviderConfig"},
	}
}

// Types lists the one type of resource (RFC 7643 section 6).
func Types(at string) []map[string]any {
	return []map[string]any{{
		"schemas": []string{"urn:ietf:params:scim:schemas:core:2.0:ResourceType"}, "id": "User", "name": "User", "endpoint": "/Users",
		"description": "A person", "schema": UserSchema,
		"meta": map[string]any{"resourceType": "ResourceType", "location": at + "/ResourceTypes/User"},
	}}
}

// Schemas tells what is kept of a user (RFC 7643 section 7).
func Schemas(at string) []map[string]any {
	attribute := func(name, kind string, more map[string]any) map[string]any {
		a := map[string]any{
			"name": name, "type": kind, "multiValued": false, "required": false, "caseExact": false, "mutability": "readWrite",
			"returned": "default", "uniqueness": "none",
		}
		for k, v := range more {
			a[k] = v
		}
		return a
	}
	return []map[string]any{{
		"schemas": []string{"urn:ietf:params:scim:schemas:core:2.0:Schema"}, "id": UserSchema, "name": "User", "description": "A person",
		"attributes": []map[string]any{
			attribute("userName", "string", map[string]any{"required": true, "uniqueness": "server"}),
			attribute("externalId", "string", map[string]any{"caseExact": true}),
			attribute("displayName", "string", nil),
			attribute("name", "complex", map[string]any{"subAttributes": []map[string]any{
				attribute("formatted", "string", nil), attribute("givenName", "string", map[string]any{"mutability": "writeOnly", "returned": "never"}),
				attribute("familyName", "string", map[string]any{"mutability": "writeOnly", "returned": "never"}),
			}}),
			attribute("preferredLanguage", "string", nil),
			attribute("active", "boolean", nil),
			attribute("emails", "complex", map[string]any{"multiValued": true, "subAttributes": []map[string]any{
				attribute("value", "string", nil), attribute("type", "string", nil), attribute("primary", "boolean", nil),
			}}),
		},
		"meta": map[string]any{"resourceType": "Schema", "location": at + "/Schemas/" + UserSchema},
	}}
}
