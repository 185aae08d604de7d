import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { accessToken } from "./api/session";
import { App } from "./app";
import { startI18n } from "./i18n";
import { applyTheme } from "./lib/theme";
import "./styles.css";

// Libraries that must write a style element find the page's nonce here: its policy allows no other.
const nonce = document.querySelector<HTMLMetaElement>("meta[name=mspf-nonce]")?.content;
Object.assign(globalThis, { __webpack_nonce__: nonce });

applyTheme();
// Who is signed in is asked for while the words are loaded.
void accessToken().catch(() => undefined);
await startI18n();

const root = document.getElementById("root");
if (root) {
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
}
