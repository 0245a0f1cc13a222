// The cells of the value map: what stands in them, what was read, and what is said beneath them.

export function valuesOf(row) {
  return Object.fromEntries([...row.querySelectorAll("[data-cell]")].map((input) => [input.dataset.cell, input.value]));
}

// Figures come back the way they are written ("1250" as "1,250"); a box somebody types in is left alone.
export function fill(row, values, typed) {
  for (const input of row.querySelectorAll("[data-cell]")) {
    const name = input.dataset.cell;
    const isFree = input !== document.activeElement || input.dataset.answered;
    if (isFree && input.value === typed[name] && values && name in values) {
      input.value = values[name];
    }
    delete input.dataset.answered;
  }
}

export function markErrors(row, errors, readings) {
  for (const input of row.querySelectorAll("[data-cell]")) {
    const words = errors[input.dataset.cell] || "";
    input.classList.toggle("govuk-input--error", Boolean(words));
    if (words) {
      input.setAttribute("aria-invalid", "true");
    } else {
      input.removeAttribute("aria-invalid");
    }
    messageOf(input).textContent = words;
    offer(row, input, readings[input.dataset.cell] || []);
  }
}

// 0.12 is 0.12% or, from a spreadsheet, 12%: one press answers.
function offer(row, input, readings) {
  const place = row.querySelector(`[data-readings="${input.dataset.cell}"]`);
  place.replaceChildren(
    ...readings.map((reading) => {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "govuk-button govuk-button--secondary psp-readings__one";
      button.dataset.reading = reading;
      button.textContent = reading;
      button.setAttribute("aria-label", `${reading}: ${input.getAttribute("aria-label")}`);
      return button;
    }),
  );
}

export function messageOf(input) {
  return document.getElementById(input.getAttribute("aria-describedby"));
}

// The figures the page was read with stand in the row unseen, after its version.
export function changedIn(row) {
  const [, ...was] = row.querySelector("[name$='-read']").value.split("|");
  return [...row.querySelectorAll("[data-cell]")].filter((input, place) => input.value !== was[place]);
}

// Up, down and Enter move within a column, as in a spreadsheet.
export function moveInColumn(event) {
  const { target, key } = event;
  const step = { ArrowUp: -1, ArrowDown: 1, Enter: 1 }[key];
  if (!step || !target.dataset.cell || event.altKey || event.ctrlKey || event.metaKey) {
    return;
  }
  const column = [...document.querySelectorAll(`[data-cell="${target.dataset.cell}"]`)];
  const next = column[column.indexOf(target) + step];
  event.preventDefault();
  if (next) {
    next.focus();
    next.select();
  } else if (key === "Enter") {
    target.blur();
    target.focus();
  }
}
