// What htmx does not: news by server-sent events, tables on narrow screens, boxes and buttons of forms.
(() => {
  'use strict';
  // A source replaces the pieces that it names by id; the browser reconnects by itself.
  const open = (at) => {
    const source = new EventSource(at.dataset.live);
    source.addEventListener('piece', (event) => {
      const made = new DOMParser().parseFromString(event.data, 'text/html');
      for (const fresh of [...made.body.children]) {
        const old = document.getElementById(fresh.id);
        if (old) old.replaceWith(document.adoptNode(fresh));
      }
      at.dataset.state = 'live';
    });
    source.addEventListener('end', () => { source.close(); at.dataset.state = 'ended'; });
    source.onerror = () => { at.dataset.state = 'lost'; };
    addEventListener('pagehide', () => source.close());
  };
  document.querySelectorAll('[data-live]').forEach(open);

  // Where a table is too wide for the screen its rows stand by themselves; each cell then names its column.
  const name = (table) => {
    const columns = [...table.querySelectorAll('thead th')].map((each) => each.scope && each.textContent);
    for (const row of table.tBodies[0]?.rows ?? []) {
      [...row.cells].forEach((cell, at) => { if (columns[at]) cell.dataset.label = columns[at]; });
    }
    table.classList.add('stacked');
  };
  const nameIn = (piece) => piece.querySelectorAll('.wide > table').forEach(name);
  nameIn(document);
  new MutationObserver((changes) => changes.forEach((change) => change.addedNodes.forEach((piece) => {
    if (piece.querySelectorAll) nameIn(piece);
  }))).observe(document.body, { childList: true, subtree: true });

  // One box ticks all boxes of its form.
  document.addEventListener('change', (event) => {
    const box = event.target;
    if (box.matches && box.matches('[data-all]')) {
      box.form.querySelectorAll(`input[name="${box.dataset.all}"]`).forEach((each) => { each.checked = box.checked; });
    }
  });

  // A form that was sent is not sent twice by an impatient click.
  document.addEventListener('submit', (event) => {
    if (event.target.method === 'post') {
      const button = event.submitter;
      if (button) setTimeout(() => { button.disabled = true; });
    }
  });
  addEventListener('pageshow', () => document.querySelectorAll('form[method=post] button:disabled')
    .forEach((button) => { button.disabled = false; }));
})();
