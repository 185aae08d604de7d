//! The document that describes the API: made from the handlers themselves.

use axum::{Router, middleware, response::Response};
use http::{HeaderValue, header};
use utoipa::{
    Modify, OpenApi,
    openapi::{
        ContentBuilder, OpenApi as Document, Ref, RefOr, ResponseBuilder,
        path::Operation,
        security::{Http, HttpAuthScheme, SecurityRequirement, SecurityScheme},
    },
};
use utoipa_swagger_ui::SwaggerUi;

use crate::{
    ApiState,
    error::{FieldError, ProblemBody},
};

/// The browsable document may load its own scripts and styles (it writes some of these inline), and try the API.
const PAGE_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; \
    img-src 'self' data:; connect-src 'self'; base-uri 'none'; frame-ancestors 'none'";

/// What stands in the document beside the routes.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "Mspf",
        description = "Plugins as a service: publish a WebAssembly component and call it.\n\nEvery error is \
            `application/problem+json` with a stable `code`. Lists come in pages: pass `next` of one as `after` of the \
            next.",
        license(name = "MIT OR Apache-2.0", identifier = "MIT OR Apache-2.0"),
    ),
    components(schemas(ProblemBody, FieldError)),
    tags(
        (name = "auth", description = "Signing up, in and out"),
        (name = "account", description = "The caller: profile, sessions, API tokens"),
        (name = "organisations", description = "Accounts that several people share"),
        (name = "plugins", description = "The catalogue"),
        (name = "workspace", description = "The editable source of a plugin"),
        (name = "versions", description = "What has been published, and which of it answers"),
        (name = "builds", description = "From a package to something that runs"),
        (name = "events", description = "What happens, as it happens"),
        (name = "admin", description = "For administrators of the platform"),
        (name = "system", description = "Probes and keys"),
    ),
    modifiers(&Credentials),
)]
pub(crate) struct ApiDoc;

struct Credentials;

impl Modify for Credentials {
    fn modify(&self, document: &mut Document) {
        let mut bearer = Http::new(HttpAuthScheme::Bearer);
        bearer.description = Some(
            "The access token of a session, or an API token (`mspf_…`) with the scopes a route needs."
                .to_owned(),
        );
        let components = document.components.get_or_insert_default();
        components.add_security_scheme("bearer", SecurityScheme::Http(bearer));
        document.security = Some(vec![SecurityRequirement::new::<_, [&str; 0], &str>("bearer", [])]);
    }
}

/// The document itself, and pages to browse it.
pub(crate) fn pages(document: Document) -> Router<ApiState> {
    let pages = Router::from(SwaggerUi::new("/api/docs").url("/api/v1/openapi.json", document));
    pages.layer(middleware::map_response(async |mut response: Response| {
        let policy = HeaderValue::from_static(PAGE_POLICY);
        response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
        response
    }))
}

/// Gives every operation the answer it has in common with all others: a problem.
pub(crate) fn with_problems(mut document: Document) -> Document {
    // The router's way to write a parameter that spans segments.
    let paths = std::mem::take(&mut document.paths.paths);
    document.paths.paths = paths.into_iter().map(|(path, item)| (path.replace("{*", "{"), item)).collect();
    for item in document.paths.paths.values_mut() {
        let operations = [&mut item.get, &mut item.put, &mut item.post, &mut item.delete, &mut item.patch];
        for operation in operations.into_iter().flatten() {
            add_problem(operation);
        }
    }
    document
}

fn add_problem(operation: &mut Operation) {
    let content = ContentBuilder::new().schema(Some(Ref::from_schema_name("Problem"))).build();
    let problem = ResponseBuilder::new()
        .description("The request was refused or failed")
        .content("application/problem+json", content)
        .build();
    operation.responses.responses.entry("default".to_owned()).or_insert(RefOr::T(problem));
}
