// The value map saves each figure by itself: worked out while a person types, saved when they leave the box.
// Without this script the grid is a plain form with a button; with it, the button stays for when the connection fails.

import { changedIn, fill, markErrors, messageOf, moveInColumn, valuesOf } from "./value_map_cells.js";

const TYPING_PAUSE = 400;
const RETRY_PAUSE = 5000;

const form = document.querySelector("[data-value-map]");
if (form) {
  start(form);
}

function start(form) {
  const saved = document.getElementById("saved");
  const button = form.querySelector("[data-save-all]");
  const rows = new Map();
  for (const row of form.querySelectorAll("[data-row]")) {
    rows.set(row, { timer: 0, sending: false, again: false, edits: 0 });
  }
  // What the page came with unsaved is saved by the button.
  button.hidden = !("unsaved" in form.dataset);

  form.addEventListener("input", ({ target }) => {
    const row = target.closest("[data-row]");
    if (row && target.dataset.cell) {
      const state = rows.get(row);
      state.edits += 1;
      say(form.dataset.typing);
      clearTimeout(state.timer);
      state.timer = setTimeout(() => preview(row, state), TYPING_PAUSE);
    }
  });
  form.addEventListener("change", ({ target }) => {
    const row = target.closest("[data-row]");
    if (row && target.dataset.cell) {
      save(row, rows.get(row));
    }
  });
  form.addEventListener("keydown", moveInColumn);
  form.addEventListener("click", ({ target }) => {
    if (target.dataset.reading) {
      const row = target.closest("[data-row]");
      const input = row.querySelector(`[data-cell="${target.closest("[data-readings]").dataset.readings}"]`);
      input.value = target.dataset.reading;
      // The button is about to go; the box keeps the focus and still takes the figure as it is written.
      input.dataset.answered = "1";
      input.focus();
      save(row, rows.get(row));
    }
    if (target.dataset.keep) {
      const row = form.querySelector(`[data-row="${target.closest("[data-conflict]").dataset.conflict}"]`);
      settle(row, target.dataset.keep);
      save(row, rows.get(row));
    }
  });
  window.addEventListener("online", retry);
  document.addEventListener("psp:session-back", retry);
  let isSending = false;
  form.addEventListener("submit", () => {
    isSending = true;
  });
  window.addEventListener("pageshow", () => {
    isSending = false;
  });
  window.addEventListener("beforeunload", (event) => {
    if (!isSending && [...rows.values()].some((state) => state.sending || state.again)) {
      event.preventDefault();
    }
  });

  function retry() {
    for (const [row, state] of rows) {
      if (state.again && !state.sending) {
        save(row, state);
      }
    }
  }

  async function preview(row, state) {
    if (state.sending || state.again) {
      return;
    }
    const { edits } = state;
    const answer = await send(row, { preview: "1" }).catch(() => null);
    // What was typed since then has a preview of its own to come, and what was saved since then is newer.
    if (answer && answer.ok && state.edits === edits && !state.sending) {
      show(row, answer.body);
    }
  }

  async function save(row, state) {
    clearTimeout(state.timer);
    if (state.sending) {
      state.again = true;
      return;
    }
    state.sending = true;
    state.again = false;
    say(form.dataset.saving);
    const typed = valuesOf(row);
    const { edits } = state;
    let answer = null;
    try {
      answer = await send(row, {});
    } catch {
      state.again = true;
    }
    state.sending = false;
    if (answer?.body?.signed_out || answer?.body?.stale || answer?.body?.busy) {
      wait(row, state, answer.body);
      return;
    }
    if (!answer || !answer.body) {
      lost(answer);
    } else {
      receive(row, answer, typed);
      if (answer.ok && state.edits !== edits) {
        say(form.dataset.typing);
      }
    }
    if (answer && state.again) {
      save(row, state);
    }
  }

  function receive(row, { ok, body }, typed) {
    markErrors(row, body.errors || {}, body.readings || {});
    if (body.read) {
      row.querySelector("[name$='-read']").value = body.read;
    }
    if (ok) {
      conflict(row, "");
      fill(row, body.values, typed);
      show(row, body);
      replace("beside", body.beside);
      button.hidden = true;
      say(body.saved);
    } else if (body.conflict) {
      fill(row, body.values, typed);
      conflict(row, body.conflict, body.now);
      say(form.dataset.notSaved, true);
    } else {
      say(body.refused || form.dataset.mend, true);
    }
  }

  // Signed out, or the page is older than the sign-in: each cell keeps what was typed, and is saved once the session is back.
  function wait(row, state, body) {
    state.again = true;
    button.hidden = false;
    for (const input of changedIn(row)) {
      messageOf(input).textContent = form.dataset.waits;
    }
    say(body.busy ? form.dataset.busy : form.dataset.signedOut, true);
    if (body.busy) {
      setTimeout(retry, RETRY_PAUSE);
    } else {
      document.dispatchEvent(new CustomEvent(body.stale ? "psp:stale" : "psp:signed-out"));
    }
  }

  function lost(answer) {
    button.hidden = false;
    say(answer ? form.dataset.reload : form.dataset.offline, true);
    if (!answer) {
      setTimeout(retry, RETRY_PAUSE);
    }
  }

  async function send(row, more) {
    const data = new FormData();
    data.append("csrfmiddlewaretoken", form.querySelector("[name=csrfmiddlewaretoken]").value);
    for (const input of row.querySelectorAll("input[name]")) {
      data.append(input.name, input.value);
    }
    for (const [name, value] of Object.entries(more)) {
      data.append(name, value);
    }
    const response = await fetch(row.dataset.url, { method: "POST", body: data, redirect: "manual", headers: { Accept: "application/json" } });
    const isJson = (response.headers.get("Content-Type") || "").includes("json");
    return { ok: response.ok, body: isJson ? await response.json() : null };
  }

  function say(words, isBad = false) {
    saved.classList.toggle("psp-map__saved--not", isBad);
    if (saved.textContent !== words) {
      saved.textContent = words;
    }
  }
}

function show(row, body) {
  const impact = row.querySelector("[data-impact]");
  impact.textContent = body.impact;
  impact.className = `psp-map__impact${body.tone ? ` psp-map__impact--${body.tone}` : ""}`;
  replace("card", body.card);
}

function replace(id, markup) {
  const place = document.getElementById(id);
  if (place && markup !== undefined) {
    place.innerHTML = markup;
    if (window.htmx) {
      window.htmx.process(place);
    }
    place.dispatchEvent(new CustomEvent("htmx:load", { bubbles: true }));
  }
}

// Both versions stay in reach: what was typed is in the boxes, what is saved is one press away.
function conflict(row, words, now) {
  const line = conflictOf(row);
  const place = line.querySelector("[role=alert]");
  row.classList.toggle("psp-map__row--conflict", Boolean(words));
  line.hidden = !words;
  place.textContent = words;
  if (words) {
    line.dataset.now = JSON.stringify(now || {});
    for (const keep of ["mine", "theirs"]) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "psp-link-button";
      button.dataset.keep = keep;
      button.textContent = document.querySelector("[data-value-map]").dataset[keep];
      place.append(" ", button);
    }
  }
}

function conflictOf(row) {
  return document.querySelector(`[data-conflict="${row.dataset.row}"]`);
}

function settle(row, keep) {
  if (keep === "theirs") {
    const now = JSON.parse(conflictOf(row).dataset.now || "{}");
    for (const input of row.querySelectorAll("[data-cell]")) {
      input.value = now[input.dataset.cell] ?? input.value;
    }
  }
  conflict(row, "");
}
