package antrea.serve.resource;

import antrea.serve.auth.UserInfo;
import antrea.serve.http.Query;

/// A question about all objects. `namespace` is empty for all namespaces. Selectors are the toolkit's affair.
public record ListRequest(String namespace, Query query, UserInfo user) {}
