// Warns before the session ends, keeps it alive while a person types, and gives the page what it needs to save after
// signing in again in another window. Without this script the service itself keeps what is sent too late.

const LOOK_EVERY = 15_000;
const BUSY_PAUSE = 5_000;
const BETWEEN_QUESTIONS = 2_000;

export function watchSession() {
  const dialog = document.getElementById("session");
  if (!dialog) {
    return;
  }
  const told = dialog.dataset;
  const waiting = new Map();
  let endsAt = Date.now() + told.seconds * 1000;
  let asked = 0;
  let renewed = 0;
  let contact = Date.now();
  let ended = false;
  let dismissed = "";

  async function ask(method) {
    asked = Date.now();
    const headers = { Accept: "application/json" };
    if (method === "POST") {
      headers["X-CSRFToken"] = document.querySelector("[name=csrfmiddlewaretoken]")?.value || "";
    }
    const response = await fetch(told.url, { method, headers, cache: "no-store" }).catch(() => null);
    return response?.ok ? response.json() : null;
  }

  // Takes in what the service says; true where this page's person is signed in.
  function learn(answer) {
    if (!answer) {
      return false;
    }
    if (!answer.signed_in || String(answer.person) !== told.person) {
      ended = true;
      show(answer.signed_in ? "other" : "ended");
      return false;
    }
    endsAt = Date.now() + answer.seconds * 1000;
    for (const input of document.querySelectorAll("[name=csrfmiddlewaretoken]")) {
      input.value = answer.token;
    }
    if (ended) {
      ended = false;
      close();
      document.getElementById("session-status").textContent = told.back;
    }
    return true;
  }

  async function look() {
    if (Date.now() - asked < BETWEEN_QUESTIONS) {
      return;
    }
    const warned = told.warnedBefore * 1000;
    if (ended || endsAt - Date.now() <= warned) {
      const wasEnded = ended;
      if (learn(await ask("GET"))) {
        if (wasEnded) {
          sendAgain();
        }
        warn(endsAt - Date.now(), warned);
      }
    }
  }

  function warn(left, warned) {
    if (left > warned) {
      close();
      return;
    }
    const minutes = Math.max(1, Math.round(left / 60_000));
    dialog.querySelector("[data-left]").textContent = minutes === 1 ? told.minute : told.minutes.replace("{n}", minutes);
    show("ending");
  }

  async function stay() {
    contact = Date.now();
    // A token turned since: asking brings the new one.
    const answer = (await ask("POST")) || (learn(await ask("GET")) && (await ask("POST")));
    if (learn(answer)) {
      close();
    }
  }

  function show(part) {
    if (dismissed === part) {
      return;
    }
    for (const each of dialog.querySelectorAll("[data-part]")) {
      each.hidden = each.dataset.part !== part;
    }
    dialog.setAttribute("aria-labelledby", `session-${part}`);
    if (!dialog.open) {
      dialog.showModal();
    }
  }

  // Closed by hand, it does not come up again for the same reason.
  function dismiss() {
    dismissed = [...dialog.querySelectorAll("[data-part]")].find((part) => !part.hidden).dataset.part;
  }

  function close() {
    dismissed = "";
    if (dialog.open) {
      dialog.close();
    }
  }

  // Renews the token of a page whose session is there; what waits is then sent again.
  async function renew() {
    const tooSoon = Date.now() - renewed < BUSY_PAUSE;
    renewed = Date.now();
    if (learn(await ask("GET")) && !tooSoon) {
      sendAgain();
    }
  }

  function sendAgain() {
    for (const [element, kind] of waiting) {
      window.htmx?.trigger(element, kind);
    }
    waiting.clear();
    document.dispatchEvent(new CustomEvent("psp:session-back"));
  }

  // What a part of the page could not save by itself waits, and says so in its own place.
  function refuse({ elt, xhr, requestConfig }) {
    if (requestConfig.verb !== "post") {
      return;
    }
    const isOurs = (xhr.getResponseHeader("Content-Type") || "").includes("json");
    if (xhr.status !== 0 && !isOurs) {
      statusOf(elt).textContent = told.failed;
      return;
    }
    waiting.set(elt, requestConfig.triggeringEvent?.type || "change");
    statusOf(elt).textContent = { 0: told.offline, 503: told.busy }[xhr.status] || told.notSaved;
    if (xhr.status === 401) {
      ended = true;
      show("ended");
    } else if (xhr.status === 403) {
      renew();
    } else {
      setTimeout(sendAgain, BUSY_PAUSE);
    }
  }

  dialog.addEventListener("click", ({ target }) => {
    if ("stay" in target.dataset) {
      stay();
    } else if ("close" in target.dataset) {
      dismiss();
      dialog.close();
    }
  });
  dialog.addEventListener("cancel", dismiss);
  document.addEventListener("input", () => {
    if (!ended && Date.now() - contact > told.writtenEvery * 1000) {
      stay();
    }
  });
  document.addEventListener("visibilitychange", look);
  window.addEventListener("focus", look);
  window.addEventListener("pageshow", (event) => event.persisted && renew());
  document.addEventListener("psp:signed-out", () => {
    ended = true;
    show("ended");
  });
  document.addEventListener("psp:stale", renew);
  document.body.addEventListener("htmx:responseError", ({ detail }) => refuse(detail));
  document.body.addEventListener("htmx:sendError", ({ detail }) => refuse(detail));
  setInterval(look, LOOK_EVERY);
}

function statusOf(element) {
  const place = element.closest("section, form") || element.parentElement;
  const status = place.querySelector("[role=status]") || document.createElement("span");
  if (!status.isConnected) {
    status.setAttribute("role", "status");
    element.after(status);
  }
  return status;
}
