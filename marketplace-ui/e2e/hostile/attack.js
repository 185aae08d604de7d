// The page of a hostile plugin: tries what it can, and reports to itself.

/** Where the platform is, from whichever of its plugins' addresses. */
const PLATFORM = `http://localhost:${location.port}`;
/** How long an attack may take, in milliseconds, and how long another page is given to load or to answer. */
const PATIENCE = 10_000;
const TIME_TO_LOAD = 2500;

const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
const heard = [];
addEventListener("message", ({ data }) => heard.push(data));

async function attempt(name, attack) {
  const line = document.createElement("li");
  try {
    const silence = pause(PATIENCE).then(() => Promise.reject(new Error("silence")));
    line.textContent = `${name}: got ${JSON.stringify(await Promise.race([attack(), silence]))}`;
  } catch (error) {
    line.textContent = `${name}: refused`;
    line.title = String(error);
  }
  document.querySelector("ul").append(line);
}

/** A frame, once something is in it. */
async function frame(address, name = "") {
  const element = document.createElement("iframe");
  Object.assign(element, { src: address, name });
  document.body.append(element);
  await pause(TIME_TO_LOAD);
  return element;
}

const api = (method, path, more) =>
  fetch(`${PLATFORM}/api/v1${path}`, { method, credentials: "include", ...more });
const words = async (answer) => (await answer).text();

await attempt("storage", async () => localStorage.getItem("planted"));
await attempt("database", async () => (await indexedDB.databases()).length);
await attempt("cookies", async () => document.cookie);
await attempt("cookie for the platform", async () => {
  // biome-ignore-start lint/suspicious/noDocumentCookie: the oldest way is the one to be stopped
  document.cookie = "mspf_refresh=evil; domain=localhost; path=/";
  document.cookie = "mspf_refresh=evil; path=/api/v1/auth";
  // biome-ignore-end lint/suspicious/noDocumentCookie: as above
  return document.cookie.includes("evil");
});
await attempt("who is signed in", () => words(api("GET", "/whoami")));
await attempt("access token", () => words(api("POST", "/auth/refresh")));
await attempt(
  "access token, unseen",
  async () => (await api("POST", "/auth/refresh", { mode: "no-cors" })).type,
);
await attempt("sign-out, unseen", async () => (await api("POST", "/auth/logout", { mode: "no-cors" })).type);
await attempt("access token by a form", async () => {
  const target = await frame("about:blank", "target");
  const form = document.createElement("form");
  Object.assign(form, { action: `${PLATFORM}/api/v1/auth/refresh`, method: "post", target: "target" });
  document.body.append(form);
  form.submit();
  await pause(TIME_TO_LOAD);
  return target.contentDocument.body.textContent;
});
await attempt("frame of the UI", async () => (await frame(`${PLATFORM}/account`)).contentDocument.title);
await attempt(
  "frame of a file",
  async () => (await frame(`${PLATFORM}/icon.svg`)).contentWindow.localStorage.length,
);

const page = open(`${PLATFORM}/account`);
await pause(TIME_TO_LOAD);
await attempt("window of the UI", async () => page.document.body.textContent);
await attempt("storage of the window", async () => page.localStorage.getItem("planted"));
await attempt("messages", async () => {
  for (const target of [page, opener, parent === window ? null : parent]) {
    target?.postMessage({ type: "token", token: true, session: true }, "*");
  }
  await pause(TIME_TO_LOAD);
  return heard;
});
await attempt("window of one's own making", async () => {
  heard.length = 0;
  const script =
    "<script>try { opener.postMessage(localStorage.getItem('planted'), '*') } catch (error) { opener.postMessage(null, '*') }</script>";
  open(URL.createObjectURL(new Blob([script], { type: "text/html" })));
  await pause(TIME_TO_LOAD);
  return heard[0] ?? null;
});
await attempt("service worker", async () => (await navigator.serviceWorker.register("worker.js")).scope);
await attempt("service worker of the platform", async () => {
  const { scope } = await navigator.serviceWorker.register(`${PLATFORM}${location.pathname}worker.js`, {
    scope: "/",
  });
  return scope;
});
await attempt("the address of the page around", async () =>
  parent === window ? null : parent.location.href,
);
await attempt("leading the page around elsewhere", async () => {
  if (parent === window) return null;
  top.location.href = "about:blank#stolen";
  return "asked for";
});

const end = document.createElement("p");
end.textContent = "That was all.";
document.body.append(end);
