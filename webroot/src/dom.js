// Small pieces for making pages. Text is only ever set as text.

export const byId = (id) => document.getElementById(id);

/** An element with properties and children; strings become text. */
export function element(name, properties, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children.filter((child) => child !== null));
  return made;
}

/** A cell that keeps its column's heading for narrow windows, where rows become cards. */
export function cell(label, content, className = '') {
  const made = element('td', { className }, content);
  made.dataset.label = label;
  return made;
}

export function tag(text, kind = '') {
  return element('span', { className: `tag ${kind}` }, text);
}

export function button(text, description, className, action) {
  const made = element('button', { type: 'button', className: `quiet small ${className}` }, text);
  made.setAttribute('aria-label', description);
  made.addEventListener('click', () => busy(made, action));
  return made;
}

/** Runs an action once; the button cannot be pressed again meanwhile. */
export async function busy(pressed, action) {
  pressed.disabled = true;
  try {
    await action();
  } catch (error) {
    say(error.message, true);
  } finally {
    pressed.disabled = false;
  }
}

/**
 * Sends a form by its own action, and shows what went wrong beside it.
 * `fields` tells for a field of the API which input it came from, so that the input can be marked and named.
 */
export function onSubmit(form, submit, complaint, action, fields = {}) {
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    say('');
    complaint.hidden = true;
    form.querySelectorAll('[aria-invalid]').forEach((input) => input.removeAttribute('aria-invalid'));
    submit.disabled = true;
    try {
      await action();
    } catch (error) {
      complaint.textContent = inPersonsWords(error, fields);
      complaint.hidden = false;
    } finally {
      submit.disabled = false;
    }
  });
}

/** The API speaks of fields; the form has labels. */
function inPersonsWords(error, fields) {
  const name = error.param?.split(/[.[]/)[0];
  const input = name === undefined || !(name in fields) ? null : byId(fields[name]);
  if (input === null) {
    return error.message;
  }
  input.setAttribute('aria-invalid', 'true');
  input.focus();
  const label = input.labels[0].firstChild.textContent.trim();
  return error.message
    .replace(error.param, `“${label}”`)
    .replace('set private_addresses to true', 'tick the box for private networks');
}

/** Says something above the page; an empty text takes it away. */
export function say(text, bad = false) {
  const message = byId('message');
  message.textContent = text;
  message.classList.toggle('bad', bad);
  message.hidden = text === '';
}

/** The parts of a comma list. */
export function parts(text) {
  return [...new Set(text.split(',').map((part) => part.trim()).filter((part) => part !== ''))];
}

/** A list in a cell: the first few, and how many more. */
export function few(items, none) {
  if (items.length === 0) {
    return element('span', { className: 'more' }, none);
  }
  const more = items.length > 3 ? ` and ${items.length - 3} more` : '';
  return element('span', { title: items.slice(0, 100).join(', ') }, items.slice(0, 3).join(', '), element('span', { className: 'more' }, more));
}

export function money(dollars) {
  return dollars.startsWith('-') ? '-$' + dollars.slice(1) : '$' + dollars;
}

/** A list that comes in parts: `draw` makes a row of an item. */
export function partwise(name, fetchPart, draw) {
  const rows = byId(`${name}-rows`);
  const more = byId(`${name}-more`);
  let next = null;

  async function load(after) {
    const part = await fetchPart(after);
    const drawn = part.data.map(draw);
    if (after === null) {
      rows.replaceChildren(...drawn);
    } else {
      rows.append(...drawn);
    }
    next = part.next ?? null;
    byId(`${name}-table`).parentElement.hidden = rows.childElementCount === 0;
    byId(`${name}-empty`).hidden = rows.childElementCount > 0;
    if (more) {
      more.hidden = next === null;
    }
  }

  more?.addEventListener('click', () => busy(more, () => load(next)));
  return () => load(null);
}
