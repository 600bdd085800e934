const WORDS = `<h1>You are offline</h1>
<p>Parley cannot be reached. What you wrote and has not gone out yet is kept on this device, and goes out when you are back.</p>
<div class="empty__actions"><a class="button button--primary" href="">Try again</a></div>`;

/** A page in words for an address that cannot be had now. The address stays, so that trying again leads there. */
export function offlinePage(style: string | undefined): Response {
  const look = style ? `<link rel="stylesheet" href="${style}">` : '';
  const html = `<!doctype html><html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">
<title>Offline · Parley</title>${look}</head>
<body><main class="scroll scroll--centred"><div class="empty">${WORDS}</div></main></body></html>`;
  const headers = {
    'Content-Type': 'text/html; charset=utf-8',
    'Content-Security-Policy': "default-src 'none'; style-src 'self'; img-src 'self'",
  };
  return new Response(html, { status: 503, headers });
}
