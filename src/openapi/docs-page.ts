/** The page of the API reference. Without inline script or style; its files come from this server, so it works offline. */
export const docsPage = (csrfToken: string): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="csrf-token" content="${csrfToken}">
<title>API reference · Parley</title>
<link rel="stylesheet" href="/docs/swagger-ui.css">
<link rel="icon" href="/docs/favicon-32x32.png" type="image/png">
</head>
<body>
<main id="reference"></main>
<noscript><p>The reference is drawn by a script. Without one, read <a href="/openapi.json">openapi.json</a>.</p></noscript>
<script src="/docs/swagger-ui-bundle.js"></script>
<script src="/docs/start.js"></script>
</body>
</html>
`;

/** Requests that are tried out in a browser that is signed in carry the security token, as those of every page do. */
export const startScript = `const token = document.querySelector('meta[name="csrf-token"]').content;
SwaggerUIBundle({
  url: '/openapi.json',
  dom_id: '#reference',
  deepLinking: true,
  displayRequestDuration: true,
  docExpansion: 'list',
  defaultModelsExpandDepth: 0,
  validatorUrl: null,
  requestInterceptor(request) {
    request.headers['X-CSRF-Token'] = token;
    return request;
  },
});
`;

/** Swagger UI writes `style` attributes and draws its icons from `data:` addresses. */
export const DOCS_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; " +
  "connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/** What of swagger-ui-dist is served. */
export const DOCS_FILES = ['swagger-ui.css', 'swagger-ui-bundle.js', 'favicon-32x32.png'];
