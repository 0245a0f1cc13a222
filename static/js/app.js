// Enhances what already works without it. Bundled by build.mjs, because an import by name would miss the hashed file.

import {
  Button,
  CharacterCount,
  Checkboxes,
  ErrorSummary,
  NotificationBanner,
  PasswordInput,
  Radios,
  ServiceNavigation,
  SkipLink,
  createAll,
} from "govuk-frontend";

import { askBeforeLeaving } from "./leaving.js";
import { closeMenus } from "./menu.js";
import { keepTokens } from "./once.js";
import { sayWhatWentWrong } from "./passkeys.js";
import { watchSession } from "./session.js";
import { countSaves } from "./sheets.js";
import { frameTables } from "./tables.js";

const COMPONENTS = [
  [Button, { preventDoubleClick: true }],
  [CharacterCount],
  [Checkboxes],
  [ErrorSummary],
  [NotificationBanner],
  [PasswordInput],
  [Radios],
  [ServiceNavigation],
  [SkipLink],
];

function enhance(scope) {
  for (const [component, settings] of COMPONENTS) {
    createAll(component, settings, scope);
  }
  frameTables(scope);
}

document.body.classList.add("js-enabled", "govuk-frontend-supported");
enhance(document);
askBeforeLeaving();
closeMenus();
countSaves();
keepTokens();
sayWhatWentWrong();
watchSession();

// What htmx brings in later is enhanced like the page it lands in.
document.body.addEventListener("htmx:load", (event) => {
  if (event.target !== document.body) {
    enhance(event.target);
  }
});
