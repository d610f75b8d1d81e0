// Pinwheel in the browser.
// May live here: what makes a finished page better while it is open (live plays, local times, keys,
// replay, pause). Every page is whole without it.
// Must never live here: a rule of the game, a fact the server did not send, or markup that a page
// needs in order to be read or used.
'use strict';
(() => {
  const body = document.body;
  const base = body.dataset.base || '';
  const $ = (selector, root = document) => root.querySelector(selector);
  const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
  const esc = (text) => CSS.escape(String(text));
  const now = () => Date.now();

  const POLL_MS = 10_000; // also how often parts of the page that were left behind are looked at again
  const PARTS_GAP_MS = 2_000; // the box score, the lead and the story follow the board this closely
  const PARTS_SPREAD_MS = 1_500; // a full house does not ask for them in one instant
  const SPEAK_EVERY_MS = 6_000;
  const HIDDEN_CLOSE_MS = 60_000;
  const SILENT_MS = 45_000; // a live game this quiet may sit behind a proxy that holds the stream back
  const QUEUE_MAX = 2_000; // paused longer than this: fetch the page instead of replaying the queue
  const REFRESH_GAP_MS = 3_000;

  // Settings of this device. Private windows may refuse to store: then they last as long as the page.
  const kept = new Map();
  const recall = (key, fallback) => {
    try { return localStorage.getItem('pinwheel.' + key) ?? kept.get(key) ?? fallback; }
    catch { return kept.get(key) ?? fallback; }
  };
  const keep = (key, value) => {
    kept.set(key, value);
    try { localStorage.setItem('pinwheel.' + key, value); } catch { /* kept for this page */ }
  };

  /** Builds an element: `el('b', {class: 'plus'}, '+2')`. Text is always text, never markup. */
  function el(tag, attributes = {}, ...children) {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (value === true) node.setAttribute(name, '');
      else if (value !== false && value != null) node.setAttribute(name, value);
    }
    node.append(...children.filter((child) => child != null && child !== ''));
    return node;
  }
  const write = (node, text) => { if (node && node.textContent !== text) node.textContent = text; };

  // ---------------------------------------------------------------- times

  const english = (navigator.languages || []).find((tag) => /^en\b/.test(tag)) || 'en';
  // The words are English; twelve or twenty-four hours is the reader's own habit.
  const { hourCycle } = new Intl.DateTimeFormat(undefined, { hour: 'numeric' }).resolvedOptions();
  const clockFormat = new Intl.DateTimeFormat(english, { hour: 'numeric', minute: '2-digit', hourCycle });
  const dateFormat = new Intl.DateTimeFormat(english, { weekday: 'short', day: 'numeric', month: 'short' });
  const stampFormat = new Intl.DateTimeFormat(english, { dateStyle: 'full', timeStyle: 'long' });
  const clockTime = (at) => clockFormat.format(at).replace(/\s?([AP])M/, (_, half) => ' ' + half.toLowerCase() + 'm');

  function relative(at) {
    const minutes = Math.round((at - now()) / 60_000);
    const size = Math.abs(minutes);
    if (size < 1) return minutes < 0 || at < now() ? 'just now' : 'in a moment';
    const [count, unit] = size < 60 ? [size, 'min'] : size < 2880 ? [Math.round(size / 60), 'h'] : [Math.round(size / 1440), 'days'];
    return minutes < 0 ? `${count} ${unit} ago` : `in ${count} ${unit}`;
  }

  function countdown(at) {
    const left = Math.max(0, Math.round((at - now()) / 1000));
    if (left === 0) return 'now';
    const two = (value) => String(value).padStart(2, '0');
    const days = Math.floor(left / 86_400), hours = Math.floor(left / 3600) % 24;
    if (days) return `${days} d ${hours} h`;
    const tail = `${two(Math.floor(left / 60) % 60)}:${two(left % 60)}`;
    return hours ? `${hours}:${tail}` : tail.replace(/^0/, '');
  }

  const formats = {
    time: (at) => (Math.abs(at - now()) < 64_800_000 ? clockTime(at) : `${dateFormat.format(at)}, ${clockTime(at)}`), // far off: the day too
    date: (at) => dateFormat.format(at),
    // Absolute and relative; far off, the date says enough.
    datetime: (at) => `${dateFormat.format(at)}, ${clockTime(at)}${Math.abs(at - now()) < 604_800_000 ? ` (${relative(at)})` : ''}`,
    relative,
    countdown,
  };
  function tellTimes(only) {
    for (const node of $$('time[data-format]')) {
      const how = node.dataset.format, at = Date.parse(node.dateTime);
      if (!formats[how] || Number.isNaN(at) || (only && !only.includes(how))) continue;
      write(node, formats[how](at));
      if (!node.title) node.title = stampFormat.format(at);
    }
  }
  let seconds = 0;
  setInterval(() => {
    if (document.hidden) return;
    seconds += 1;
    tellTimes(seconds % 30 ? ['countdown'] : ['countdown', 'relative', 'datetime']);
  }, 1000);

  // ---------------------------------------------------------------- speaking

  let speak = recall('speak', 'scores');
  const speakWords = { nothing: 'nothing', scores: 'scores only', plays: 'every play' };
  let said = 0, sayTimer = 0, scoreDue = false;
  let playsDue = [];

  /** Says one thing in the page's only live region. */
  function say(text) {
    const region = $('#say');
    if (!region || !text) return;
    said = now();
    region.textContent = '';
    setTimeout(() => { region.textContent = text; said = now(); }, 40); // a repeated sentence is a change again
  }

  const ordinals = ['no', 'first', 'second', 'third', 'fourth', 'fifth', 'sixth', 'seventh', 'eighth'];
  const nouns = { Q: 'quarter', H: 'half', P: 'period' };
  const phaseWords = { Target: 'target phase', OT: 'overtime', Final: 'final', 'Tip-off': 'before the tip-off' };
  // The same words as the server's.
  const inWords = (phase) => phaseWords[phase] || phase.replace(/^OT(\d)/, 'overtime $1')
    .replace(/^([QHP])(\d)$/, (_, letter, n) => `${ordinals[n] || 'next'} ${nouns[letter]}`);

  function scoreSentence(game) {
    if (!game) return '';
    const { home, away, phase = '', clock = '' } = game.dataset;
    const [h, a] = ['home', 'away'].map((side) => ($(`[data-score=${side}]`, game)?.textContent || '').trim());
    if (!/^\d/.test(h)) return ''; // not begun, or veiled
    const whole = clock.replace(/\.\d$/, ''); // tenths are over before they are said
    return [`${home} ${h}`, `${away} ${a}`, inWords(phase), whole].filter(Boolean).join(', ');
  }
  function playSentence(row) {
    return row ? (row.querySelector('p')?.innerText || '').replace(/\s+/g, ' ').trim() : '';
  }

  /** Collects what should be said and says it at most once in six seconds. */
  function speakSoon(row, scored) {
    if (speak === 'nothing') return;
    if (scored) scoreDue = true;
    if (speak === 'plays' && row) playsDue.push(row);
    if ((!scoreDue && !playsDue.length) || sayTimer) return;
    sayTimer = setTimeout(() => {
      sayTimer = 0;
      const parts = playsDue.slice(-3).map(playSentence);
      if (scoreDue) parts.push(scoreSentence($('.game')));
      playsDue = []; scoreDue = false;
      say(parts.filter(Boolean).join('. '));
    }, Math.max(120, said + SPEAK_EVERY_MS - now()));
  }

  function showSpeak() {
    $$('[data-speak-text]').forEach((node) => write(node, speakWords[speak] || speakWords.scores));
    $$('input[name=speak]').forEach((input) => { input.checked = input.value === speak; });
  }

  // ---------------------------------------------------------------- keeping the reader's place

  /** Runs `change` and puts what the reader was looking at back where it was. */
  function steady(change) {
    const bar = 64;
    const log = $('.log');
    let anchor = null;
    if (window.scrollY > 0 && (!log || log.getBoundingClientRect().top < bar)) {
      anchor = log && [...log.children].find((row) => row.getBoundingClientRect().bottom > bar && !row.hidden);
      if (!anchor || anchor.getBoundingClientRect().top > innerHeight) {
        anchor = document.elementFromPoint(innerWidth * .25, Math.min(innerHeight / 2, 200));
      }
    }
    const held = anchor?.closest('[id]'); // found again by its id when a swap has replaced it
    const before = held?.getBoundingClientRect().top;
    change();
    const after = held && (held.isConnected ? held : document.getElementById(held.id));
    const moved = after ? after.getBoundingClientRect().top - before : 0;
    if (Math.abs(moved) >= 1) window.scrollBy({ top: moved, behavior: 'instant' });
  }

  // ---------------------------------------------------------------- one game on the page

  const mainGame = () => $('.game[data-game]');
  const newest = new Map(); // game id → highest play number seen

  function playRow(game, play) {
    const side = play.side === 'home' ? 'h' : play.side === 'away' ? 'a' : 'n';
    const team = side === 'h' ? game.dataset.home : side === 'a' ? game.dataset.away : 'Whistle';
    const marks = [side, play.points > 0 && 'pts', (play.key || play.rule) && 'key'].filter(Boolean).join(' ');
    const sentence = el('p', {},
      el('a', { class: 'plink', href: `#p${play.n}`, 'aria-label': `${team}, link to this play` }, team),
      ' ', play.actor ? el('b', {}, play.actor) : null, play.actor ? ' ' : null, play.text || '',
      play.points > 0 ? el('span', { class: 'plus' }, ` +${play.points}`) : null,
      play.rule ? ' ' : null, play.rule ? el('a', { class: 'tag', href: play.rule.href || base + '/book' }, play.rule.text) : null);
    const row = el('li', { id: `p${play.n}`, class: marks, 'data-n': play.n, 'data-phase': play.phase, 'data-ball': play.ball || '' },
      el('span', { class: 't' }, [play.phase, play.clock].filter(Boolean).join(' ')),
      el('i', { class: 'tick', 'aria-hidden': 'true' }), sentence,
      el('span', { class: 'sc' }, play.score.join('\u2013')));
    return row;
  }

  function putRow(game, row) {
    const log = $('.log', game);
    if (!log || document.getElementById(row.id)) return;
    const top = log.firstElementChild;
    const { phase } = row.dataset;
    if (phase && top?.dataset.phase !== phase) {
      log.prepend(el('li', { class: 'period', 'data-phase': phase }, inWords(phase).replace(/^./, (first) => first.toUpperCase())));
      log.firstElementChild.after(row);
    } else if (top?.classList.contains('period')) top.after(row);
    else log.prepend(row);
  }

  function showScore(node, value, quietly) {
    if (!node) return;
    const digits = node.firstElementChild || node;
    const text = String(value);
    if (digits.textContent === text) return;
    digits.textContent = text;
    node.dataset.len = text.length;
    if (quietly || digits === node) return;
    digits.classList.remove('bump');
    void digits.offsetWidth; // restarts the slide
    digits.classList.add('bump');
  }

  /** Puts a moment of the game on its board: score, clock, ball. */
  function showBoard(game, { score, phase = '', clock = '', ball, target }, quietly) {
    ['home', 'away'].forEach((side, i) => $$(`[data-score=${side}]`, game).forEach((node) => showScore(node, score[i], quietly)));
    Object.assign(game.dataset, { phase, clock });
    $$('[data-clock-text]', game).forEach((node) => write(node, [phase, clock || (phase === 'Target' && target)].filter(Boolean).join(' ')));
    if (ball === undefined) return;
    const holder = ball === 'home' ? game.dataset.home : ball === 'away' ? game.dataset.away : '';
    for (const pin of $$('.pin', game)) {
      pin.classList.toggle('to-home', ball === 'home');
      pin.classList.toggle('to-away', ball === 'away');
      $('svg', pin)?.setAttribute('aria-label', holder ? `Ball: ${holder}` : 'Nobody has the ball');
    }
    $$('[data-ball-text]', game).forEach((node) => {
      node.replaceChildren(...(holder ? [holder, el('span', { class: 'long' }, ' have the'), ' ball'] : []));
    });
  }

  /** Adds a basket to the points by period; a period that has begun gets its column. */
  function showPeriods(game, { score, phase }) {
    const heads = $$('.line thead th', game);
    const last = heads.at(-1);
    if (heads.length < 2 || !phase) return;
    const begins = heads.at(-2).textContent !== phase;
    if (begins) last.before(el('th', { scope: 'col' }, phase));
    ['h', 'a'].forEach((side, i) => {
      const cells = $$(`.line tr.${side} td`, game);
      const total = cells.pop();
      if (begins) { cells.push(el('td')); total.before(cells.at(-1)); }
      const before = cells.slice(0, -1).reduce((sum, cell) => sum + Number(cell.textContent), 0);
      write(cells.at(-1), String(score[i] - before));
      write(total, String(score[i]));
    });
  }

  function showTitle(game, play) {
    if (body.dataset.spoilers === 'hide' && game.dataset.state !== 'live') return;
    const { homeAbbr, awayAbbr } = game.dataset;
    document.title = `${homeAbbr} ${play.score[0]}, ${awayAbbr} ${play.score[1]} \u00b7 ${play.phase} \u00b7 Pinwheel`;
  }

  function showStrips(id, { score, phase, clock }) {
    const isHidden = body.dataset.spoilers === 'hide'; // then no number is written, whatever a card may hold
    for (const card of $$(`[data-strip="${esc(id)}"]`)) {
      if (score && !isHidden) { write($('[data-s-home]', card), String(score[0])); write($('[data-s-away]', card), String(score[1])); }
      const state = $('[data-s-state]', card);
      if (state) write(state, state.dataset.sState === 'clock' && clock ? `${phase} ${clock}` : phase);
    }
  }

  /** Applies one play; answers false when plays before it are missing. */
  function takePlay(play) {
    const game = $(`.game[data-game="${esc(play.game)}"]`);
    const seen = Math.max(newest.get(play.game) ?? -1, game ? Number(game.dataset.n ?? -1) : -1);
    if (play.n <= seen) return true;
    if (game && !game.classList.contains('replaying') && play.n > seen + 1) return false;
    newest.set(play.game, play.n);
    showStrips(play.game, play);
    if (!game || game.classList.contains('replaying')) return true;
    game.dataset.n = play.n;
    const row = playRow(game, play);
    row.classList.add('new');
    steady(() => putRow(game, row));
    showBoard(game, play);
    showPeriods(game, play);
    showTitle(game, play);
    speakSoon(row, play.points > 0);
    $$('[data-part]').forEach((part) => { part.dataset.stale = '1'; });
    if (play.points > 0 || play.kind === 'period_start' || play.kind === 'period_end') partsSoon(PARTS_SPREAD_MS);
    return true;
  }

  function takeFinal(message) {
    showStrips(message.game, { score: message.score, phase: 'Final' });
    const game = $(`.game[data-game="${esc(message.game)}"]`);
    if (!game) return;
    game.dataset.state = 'final';
    showBoard(game, { score: message.score, phase: 'Final', ball: '' });
    showTitle(game, { score: message.score, phase: 'Final' });
    showFeed();
    speakSoon(null, true);
    $$('[data-part]').forEach((part) => { part.dataset.stale = '1'; });
    partsSoon(0);
  }

  // ---------------------------------------------------------------- fetching again

  const pause = (ms) => new Promise((done) => { setTimeout(done, ms); });
  const parse = (html) => new DOMParser().parseFromString(html, 'text/html');
  let refreshing = false, refreshedAt = 0, tag = '', waitingNews = false;

  const busy = () => $('.replaying')
    || $$('main input, main textarea, main select').some((field) => field === document.activeElement
      || (field.defaultValue !== undefined && field.type !== 'radio' && field.type !== 'checkbox'
        && field.type !== 'range' && !field.dataset.draft && field.value !== field.defaultValue));

  /** Takes the regions marked data-swap from the page as it is on the server. Resolves to "did it change". */
  async function refresh({ gently = false } = {}) {
    if (refreshing) return false;
    if (gently && (paused || busy())) { waitingNews = true; showNews(); return false; }
    refreshing = true;
    try {
      await pause(Math.max(0, refreshedAt + REFRESH_GAP_MS - now()));
      refreshedAt = now();
      const address = new URL(location.href.split('#')[0]);
      if ($('#p0')) address.searchParams.set('all', '1'); // who has read from the tip-off keeps all of it
      const answer = await fetch(address, { cache: 'no-cache', headers: { Accept: 'text/html' } });
      if (!answer.ok) throw new Error(String(answer.status));
      heard = now();
      const seen = answer.headers.get('etag') || '';
      if (seen && seen === tag) return false;
      tag = seen;
      const page = parse(await answer.text());
      const changed = page.body.dataset.eventId !== body.dataset.eventId;
      swap(page);
      return changed;
    } finally { refreshing = false; }
  }

  function swap(page) {
    const active = document.activeElement;
    const focusId = active && active !== body ? active.closest('[id]')?.id : '';
    const open = $$('details[id][open]').map((node) => node.id);
    const shifts = $$('.scroll[id]').map((node) => [node.id, node.scrollLeft]);
    const stuck = $('.game.stuck');
    steady(() => {
      for (const old of $$('[data-swap][id]')) {
        const fresh = page.getElementById(old.id);
        if (fresh) old.replaceWith(document.adoptNode(fresh));
      }
      if (stuck) mainGame()?.classList.add('stuck');
      wire();
    });
    open.forEach((id) => { const node = document.getElementById(id); if (node) node.open = true; });
    shifts.forEach(([id, left]) => { const node = document.getElementById(id); if (node) node.scrollLeft = left; });
    if (focusId && document.activeElement === body) document.getElementById(focusId)?.focus({ preventScroll: true });
    if (page.title) document.title = page.title;
    Object.assign(body.dataset, page.body.dataset); // a game that has begun asks for other things
    waitingNews = false;
    showNews();
  }

  // A part that the reader is inside of stays as it is; one far off waits until it comes near.
  function isWanted(part) {
    const at = part.getBoundingClientRect();
    return !part.contains(document.activeElement) && !part.closest('.replaying')
      && at.top <= innerHeight * 2 && at.bottom >= -innerHeight;
  }
  let partsTimer = 0, partsAt = 0, partsAgain = false;

  /** Brings the stale parts up to date soon: at most every two seconds, after a wait of up to `spread`. */
  function partsSoon(spread) {
    if (partsTimer && spread) return;
    clearTimeout(partsTimer);
    const gap = spread ? Math.max(0, partsAt + PARTS_GAP_MS - now()) + Math.random() * spread : 0;
    partsTimer = setTimeout(() => { partsTimer = 0; refreshParts(); }, gap);
  }

  /** Takes the stale parts that the reader may see (box score, lead, story) from the server, all at once. */
  let fetchingParts = false;
  async function refreshParts() {
    if (paused || document.hidden) return;
    if (fetchingParts) { partsAgain = true; return; } // an older answer must not come after a newer one
    const parts = $$('[data-part][data-stale]').filter(isWanted);
    const game = mainGame();
    if (!parts.length || !game) return;
    fetchingParts = true;
    partsAt = now();
    parts.forEach((part) => { delete part.dataset.stale; });
    try {
      const answer = await fetch(`${base}/games/${game.dataset.game}?fragment=parts`, { headers: { Accept: 'text/html' } });
      if (!answer.ok) throw new Error(String(answer.status));
      const page = parse(await answer.text());
      steady(() => parts.forEach((part) => putPart(part, $(`[data-part="${part.dataset.part}"]`, page))));
      tellTimes();
    } catch { parts.forEach((part) => { part.dataset.stale = '1'; }); }
    fetchingParts = false;
    if (partsAgain) { partsAgain = false; partsSoon(PARTS_SPREAD_MS); }
  }
  function putPart(part, fresh) {
    if (!fresh) return;
    if (part.contains(document.activeElement)) { part.dataset.stale = '1'; return; }
    const open = $$('details[id][open]', part).map((node) => node.id);
    const shifts = $$('.scroll', part).map((node) => node.scrollLeft);
    part.replaceChildren(...fresh.childNodes);
    open.forEach((id) => { const node = document.getElementById(id); if (node) node.open = true; });
    $$('.scroll', part).forEach((node, i) => { node.scrollLeft = shifts[i] || 0; });
  }
  setInterval(refreshParts, POLL_MS);
  addEventListener('scroll', () => { if ($('[data-part][data-stale]')) partsSoon(1); }, { passive: true });

  // ---------------------------------------------------------------- the stream

  const topics = body.dataset.topics || '';
  let source = null, last = body.dataset.eventId || '', heard = now();
  let failures = 0, lostSince = 0, polling = 0, steadyTimer = 0, retryTimer = 0, hideTimer = 0;

  function openStream() {
    if (!topics || source || document.hidden || !window.EventSource) return;
    clearTimeout(retryTimer);
    const after = last ? `&after=${encodeURIComponent(last)}` : '';
    source = new EventSource(`${base}/events?topics=${encodeURIComponent(topics)}${after}`);
    source.onopen = () => {
      stopPolling();
      lostSince = 0; heard = now();
      showFeed();
      // A proxy may accept and drop at once: only a stream that lasts clears the count.
      clearTimeout(steadyTimer);
      steadyTimer = setTimeout(() => { failures = 0; }, POLL_MS);
    };
    source.onmessage = take;
    source.addEventListener('reset', (event) => { mark(event); refresh({ gently: true }).catch(lost); });
    source.onerror = lost;
  }
  function closeStream() {
    clearTimeout(steadyTimer);
    source?.close();
    source = null;
  }

  function lost() {
    failures += 1;
    lostSince ||= now();
    clearTimeout(steadyTimer);
    showFeed();
    if (failures >= 2) {
      closeStream();
      startPolling();
    } else if (!source || source.readyState === EventSource.CLOSED) {
      closeStream();
      retryTimer = setTimeout(openStream, 1000 + Math.random() * 2000);
    }
  }

  function startPolling() {
    if (polling || !topics) return;
    let turns = 0, away = false;
    const once = async () => {
      if (document.hidden) return;
      turns += 1;
      let isBack = false;
      try { await refresh({ gently: true }); isBack = away; away = false; lostSince = 0; } catch { away = true; lostSince ||= now(); }
      last = body.dataset.eventId || last;
      showFeed();
      // Try the stream again when the whole server was away, otherwise once a minute.
      if (isBack || turns % 6 === 0) { failures = 1; openStream(); }
    };
    polling = setInterval(once, POLL_MS);
    once();
  }
  function stopPolling() {
    clearInterval(polling);
    polling = 0;
  }

  function mark(event) {
    if (event.lastEventId) last = event.lastEventId;
    heard = now();
  }

  let queue = [];
  function take(event) {
    mark(event);
    let message;
    try { message = JSON.parse(event.data); } catch { return; }
    if (!paused) { apply(message); return; }
    if (queue.length < QUEUE_MAX) queue.push(message); else waitingNews = true;
    showNews();
  }

  function apply(message) {
    const refreshOn = (body.dataset.refresh || '').split(' ');
    switch (message.type) {
      case 'play':
        if (!takePlay(message)) refresh({ gently: true }).catch(lost);
        break;
      case 'final': takeFinal(message); break;
      case 'trouble': trouble(message.text); break;
      default: break; // tipoff, round and what later servers send: see below
    }
    // Spread out, so that a full house does not ask for the same page in the same instant.
    // A game's page minds its own end only.
    const others = message.type === 'final' && mainGame() && mainGame().dataset.game !== message.game;
    if (refreshOn.includes(message.type) && !others) {
      setTimeout(() => refresh({ gently: true }).catch(() => {}), 400 + Math.random() * 3000);
    }
  }

  setInterval(() => {
    if (source && !polling && !document.hidden && mainGame()?.dataset.state === 'live' && now() - heard > SILENT_MS) {
      refresh({ gently: true }).then((changed) => { if (changed) { failures = 2; lost(); } }).catch(lost);
    }
  }, 15_000);

  document.addEventListener('visibilitychange', () => {
    clearTimeout(hideTimer);
    if (document.hidden) hideTimer = setTimeout(closeStream, HIDDEN_CLOSE_MS);
    else { tellTimes(); if (!polling) openStream(); }
  });
  addEventListener('pagehide', () => { closeStream(); });
  addEventListener('pageshow', (event) => { if (event.persisted) openStream(); });
  addEventListener('online', () => { failures = 0; closeStream(); openStream(); });

  // ---------------------------------------------------------------- feed state, pause, notices

  let paused = recall('paused', '') === '1';

  function showFeed() {
    const over = mainGame() && mainGame().dataset.state !== 'live';
    const state = over ? 'off' : paused ? 'paused' : lostSince ? 'wait' : polling ? 'poll' : 'live';
    const words = {
      off: '', paused: 'Paused', live: 'Live', poll: 'Every 10 s',
      wait: `Reconnecting since ${clockTime(lostSince || now())}`,
    };
    for (const feed of $$('[data-feed]')) {
      feed.dataset.feed = state;
      feed.hidden = Boolean(over); // the clock beside it says so already
      write($('[data-feed-text]', feed), words[state]);
      feed.closest('.clock')?.classList.toggle('lost', state === 'wait' || state === 'poll');
    }
    $$('[data-pause]').forEach((button) => {
      button.setAttribute('aria-pressed', String(paused));
      button.replaceChildren(paused ? 'Resume' : 'Pause', el('span', { class: 'long' }, ' feed'));
      button.setAttribute('aria-label', paused ? 'Resume feed' : 'Pause feed');
      button.hidden = Boolean(over);
    });
    showLost(topics && lostSince && failures >= 2);
  }

  function showLost(isLost) {
    const old = $('#feed-lost');
    if (!isLost) { old?.remove(); return; }
    if (old) return;
    const text = `The feed is lost. You see the game as of ${clockTime(heard)}. We keep trying.`;
    banner('lost', text, 'feed-lost', el('a', { class: 'btn', href: location.pathname + location.search }, 'Refresh'));
    say(text);
  }

  function banner(kind, text, id, ...more) {
    const place = $('#notices');
    place?.prepend(el('div', { class: `banner ${kind}`, id }, el('p', {}, text), ...more));
  }
  // Nothing can be stored: said on every page that is open, and gone by itself when it can again.
  function trouble(text) {
    const place = $('#trouble');
    if (!place || place.textContent.trim() === (text || '')) return;
    place.replaceChildren();
    if (!text) { say('Results can be stored again.'); return; }
    const line = document.createElement('p');
    line.className = 'banner lost';
    line.textContent = text;
    place.append(line);
  }

  function setPaused(value) {
    paused = value;
    keep('paused', value ? '1' : '');
    if (!value) showQueue();
    showFeed();
    say(value ? 'Feed paused' : 'Feed live');
  }

  function showQueue() {
    const waiting = queue;
    queue = [];
    if (waitingNews) refresh().catch(lost);
    else waiting.forEach(apply);
    showNews();
  }

  function showNews() {
    const id = mainGame()?.dataset.game;
    const plays = queue.filter((message) => message.type === 'play' && (!id || message.game === id)).length;
    let button = $('[data-new]');
    if (!queue.length && !waitingNews) { if (button) button.hidden = true; return; }
    if (!button) {
      button = el('button', { class: 'btn newplays', type: 'button', 'data-new': true });
      $('main')?.prepend(button);
    }
    button.hidden = false;
    write(button, waitingNews || !plays ? 'Show what is new' : plays === 1 ? '1 new play' : `${plays} new plays`);
  }

  // ---------------------------------------------------------------- keys and help

  let keysOn = recall('keys', '1') === '1';
  const keyHelp = [['s', 'speak the score'], ['l', 'speak the last play'], ['p', 'pause or resume the feed'],
    ['j', 'next play down'], ['k', 'next play up'], ['/', 'search'], ['?', 'this list']];

  function showHelp() {
    let dialog = $('#keys');
    if (!dialog) {
      const box = el('input', { type: 'checkbox', id: 'keys-on' });
      const list = el('dl', {});
      keyHelp.forEach(([key, what]) => list.append(el('dt', {}, el('kbd', {}, key)), el('dd', {}, what)));
      dialog = el('dialog', { id: 'keys', 'aria-labelledby': 'keys-title' },
        el('h2', { id: 'keys-title' }, 'Keys'), list,
        el('label', { class: 'pick' }, box, 'Use these keys'),
        el('form', { method: 'dialog', class: 'acts' }, el('button', { class: 'btn' }, 'Close')));
      box.addEventListener('change', () => { keysOn = box.checked; keep('keys', keysOn ? '1' : '0'); });
      body.append(dialog);
    }
    $('#keys-on').checked = keysOn;
    if (!dialog.open) dialog.showModal();
  }

  function step(by) {
    const rows = $$('.log li[data-n]').filter((row) => row.offsetParent);
    const at = rows.indexOf(document.activeElement?.closest?.('.log li'));
    const row = rows[at < 0 ? 0 : Math.min(rows.length - 1, Math.max(0, at + by))];
    if (!row) return;
    row.tabIndex = -1;
    row.focus();
  }

  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') {
      hideTip();
      $$('.more details[open],.switch[open],.speak[open]').forEach((node) => { node.open = false; $('summary', node).focus(); });
      return;
    }
    if (!keysOn || event.ctrlKey || event.metaKey || event.altKey || $('dialog[open]')) return;
    if (event.target.closest?.('input,textarea,select,[contenteditable]')) return;
    const game = mainGame();
    const does = {
      '?': showHelp,
      '/': $('#find') && (() => { const field = $('#query') || $('#find'); field.closest('details')?.setAttribute('open', ''); field.focus(); }),
      s: game && (() => say(scoreSentence(game) || 'No score yet')),
      l: game && (() => say(playSentence($$('.log li[data-n]').find((row) => !row.hidden)) || 'No play yet')),
      p: $('[data-pause]:not([hidden])') && (() => setPaused(!paused)),
      j: $('.log') && (() => step(1)),
      k: $('.log') && (() => step(-1)),
    }[event.key];
    if (!does) return;
    event.preventDefault();
    does();
  });

  // ---------------------------------------------------------------- replay of a finished game

  /** Shows a finished game as it stood at each play. Reads the log on the page; fetches what is not in it. */
  function replay(panel) {
    if (panel.dataset.ready) return;
    panel.dataset.ready = '1';
    const game = panel.closest('.game');
    const log = $('.log', game);
    if (!log) return;
    let moments = null, at = 0, reached = -1, timer = 0;
    const end = { score: ['home', 'away'].map((side) => $(`[data-score=${side}]`, game)?.textContent.trim() ?? ''),
      phase: game.dataset.phase || 'Final', clock: game.dataset.clock || '', ball: '' };
    const button = (does, text) => el('button', { class: 'btn', type: 'button', 'data-r': does }, text);
    const speed = el('input', { type: 'range', min: 0, max: 13, step: 1, value: recall('speed', '4') });
    const jump = el('select', { 'aria-label': 'Jump to' });
    const where = el('span', { class: 'where' });
    const start = button('start', 'Watch it as it happened');
    const running = el('span', { class: 'acts', hidden: true }, button('play', 'Pause'), button('next', 'Next play'),
      el('label', {}, 'Speed', speed), jump, where, button('end', 'Show the final'));
    panel.replaceChildren(start, running);

    const fromRow = (row) => ({ row, phase: row.dataset.phase || '', ball: row.dataset.ball || '',
      score: $('.sc', row).textContent.trim().split(/\D+/),
      clock: $('.t', row).textContent.replace(row.dataset.phase || '', '').trim() });

    // The API tells a play with its actor inside the sentence and the score by name.
    const asStreamed = (play) => ({ ...play,
      score: [play.score.home, play.score.away], ball: play.ball || '',
      actor: play.hooper ? play.hooper.name : '',
      text: play.hooper ? play.text.replace(`${play.hooper.name} `, '') : play.text });

    async function load() {
      const here = $$('li[data-n]', log);
      if (Number(log.dataset.total || here.length) > here.length && panel.dataset.plays) {
        const answer = await fetch(panel.dataset.plays, { headers: { Accept: 'application/json' } });
        if (!answer.ok) throw new Error(String(answer.status));
        const plays = await answer.json();
        log.replaceChildren();
        plays.plays.map(asStreamed).forEach((play) => putRow(game, playRow(game, play)));
      }
      moments = $$('li[data-n]', log).map(fromRow).reverse();
      reached = -1;
    }

    // Where one can jump to: what has been seen in this replay, so that the list never tells what is to
    // come. Whoever does not hide scores may also go on to a period.
    function listJumps() {
      const isHidden = body.dataset.spoilers === 'hide';
      const phases = [...new Set(moments.map((moment) => moment.phase))].filter(Boolean)
        .map((phase) => [moments.findIndex((moment) => moment.phase === phase), phase])
        .filter(([i]) => !isHidden || i <= reached);
      const keys = moments.slice(0, reached + 1).flatMap((moment, i) => (moment.row.classList.contains('key')
        ? [[i, `${moment.phase} ${moment.clock} ${($('.tag', moment.row) || $('p', moment.row)).textContent.slice(0, 40)}`]] : []));
      jump.replaceChildren(el('option', { value: '' }, 'Jump to\u2026'),
        ...[...phases, ...keys].map(([value, text]) => el('option', { value }, text)));
    }

    function show(n, aloud) {
      at = Math.max(0, Math.min(moments.length - 1, n));
      const isNews = at > reached && (reached < 0 || moments[at].row.classList.contains('key') || moments[at].phase !== moments[reached].phase);
      if (at > reached && (isNews || at > reached + 1)) { reached = at; listJumps(); }
      reached = Math.max(reached, at);
      const phases = new Set();
      moments.forEach((moment, i) => { moment.row.hidden = i > at; if (i <= at) phases.add(moment.phase); });
      $$('li.period', log).forEach((row) => { row.hidden = !phases.has(row.dataset.phase); });
      const moment = moments[at];
      showBoard(game, moment, !aloud);
      // How many are to come says something of how it ends.
      write(where, body.dataset.spoilers === 'hide' ? `Play ${at + 1}` : `Play ${at + 1} of ${moments.length}`);
      if (aloud) speakSoon(moment.row, moment.row.classList.contains('pts'));
      if (at === moments.length - 1) stop();
    }
    const delay = () => 4000 / 1.2 ** Number(speed.value);
    function run() {
      write($('[data-r=play]', panel), 'Pause');
      clearTimeout(timer);
      timer = setTimeout(() => { show(at + 1, true); if (at < moments.length - 1) run(); }, delay());
    }
    function stop() {
      clearTimeout(timer);
      timer = 0;
      write($('[data-r=play]', panel), at === moments.length - 1 ? 'Again' : 'Play');
    }
    function finish() {
      clearTimeout(timer);
      timer = 0;
      // Somebody who asks for the end of a veiled game has seen enough of the veil.
      if (game.classList.contains('veiled')) { end.score = moments.at(-1).score; game.classList.remove('veiled'); }
      game.classList.remove('replaying');
      $$('[hidden]', log).forEach((row) => { row.hidden = false; });
      showBoard(game, end, true);
      running.hidden = true;
      start.hidden = false;
      start.focus();
    }

    panel.addEventListener('click', async (event) => {
      switch (event.target.closest('[data-r]')?.dataset.r) {
        case 'start':
          try { if (!moments) await load(); } catch { banner('lost', 'The plays could not be fetched. Nothing is lost; try again.', 'no-plays'); return; }
          if (!moments.length) return;
          game.classList.add('replaying');
          start.hidden = true;
          running.hidden = false;
          $('[data-r=play]', panel).focus();
          show(0, true);
          run();
          break;
        case 'play':
          if (timer) stop();
          else { if (at === moments.length - 1) show(0, true); run(); }
          break;
        case 'next': stop(); show(at + 1, true); break;
        case 'end': finish(); break;
        default: break;
      }
    });
    speed.addEventListener('input', () => { keep('speed', speed.value); if (timer) run(); });
    jump.addEventListener('change', () => { if (jump.value !== '') show(Number(jump.value), true); jump.value = ''; });
  }

  // ---------------------------------------------------------------- words explained where they stand

  let tip = null;
  function hideTip() { tip?.remove(); tip = null; }
  function showTip(term) {
    if (tip?.owner === term) return;
    hideTip();
    tip = el('div', { class: 'tip', role: 'tooltip', id: 'tip' }, term.dataset.def, ' ', el('a', { href: term.href }, 'In the glossary'));
    tip.owner = term;
    body.append(tip);
    const at = term.getBoundingClientRect();
    // Set through the object model: the policy forbids style attributes, not this.
    tip.style.left = `${Math.max(16, Math.min(at.left, innerWidth - tip.offsetWidth - 16)) + scrollX}px`;
    tip.style.top = `${at.bottom + scrollY + 4}px`;
    term.setAttribute('aria-describedby', 'tip');
  }
  document.addEventListener('pointerover', (event) => {
    if (event.pointerType === 'touch') return;
    const term = event.target.closest?.('.term[data-def]');
    if (term) showTip(term);
    else if (tip && !event.target.closest?.('.tip') && document.activeElement !== tip.owner) hideTip();
  });
  document.addEventListener('focusin', (event) => {
    const term = event.target.closest?.('.term[data-def]');
    if (term) showTip(term); else if (!event.target.closest?.('.tip')) hideTip();
  });

  // ---------------------------------------------------------------- clicks, drafts, wiring

  document.addEventListener('click', (event) => {
    const target = event.target;
    for (const node of $$('.more details[open],.switch[open],.speak[open]')) if (!node.contains(target)) node.open = false;
    if (target.closest('[data-pause]')) setPaused(!paused);
    else if (target.closest('[data-new]')) showQueue();
    else if (target.closest('[data-help]')) showHelp();
    else if (target.closest('[data-print]')) print();
    const copy = target.closest('[data-copy]');
    if (copy) navigator.clipboard?.writeText(copy.dataset.copy).then(() => { say('Copied'); write(copy, 'Copied'); });
    const term = target.closest('.term[data-def]');
    // On touch the first tap explains, the link inside the note leads on.
    if (term && matchMedia('(hover: none)').matches) { event.preventDefault(); showTip(term); }
  });
  document.addEventListener('change', (event) => {
    if (event.target.name !== 'speak') return;
    speak = event.target.value;
    keep('speak', speak);
    showSpeak();
  });
  document.addEventListener('input', (event) => {
    const { draft } = event.target.dataset || {};
    if (draft) keep('draft.' + draft, event.target.value);
  });

  /** Looks after what has just come onto the page: at the start and after every swap. */
  function wire() {
    for (const board of $$('.board')) {
      // The clock bar carries the score once the board has left the screen.
      new IntersectionObserver(([entry]) => {
        board.closest('.game')?.classList.toggle('stuck', !entry.isIntersecting && entry.boundingClientRect.top < 0);
      }).observe(board);
    }
    $$('[data-replay]').forEach(replay);
    for (const field of $$('[data-draft]')) if (!field.value) field.value = recall('draft.' + field.dataset.draft, '');
    if (body.dataset.clearDraft) keep('draft.' + body.dataset.clearDraft, '');
    showSpeak();
    showFeed();
    tellTimes();
  }

  /** A link to a play that is not on the page: all plays, then; a note when it is none of them. */
  function findPlay() {
    $('#no-play')?.remove();
    if (!mainGame() || !/^#p\d+$/.test(location.hash) || document.getElementById(location.hash.slice(1))) return;
    const everything = $('a[data-all]');
    if (everything) location.replace(everything.getAttribute('href') + location.hash);
    else banner('note', 'This address names a play that this game does not have, or that has not been shown yet. Here is the game as it stands.', 'no-play');
  }
  addEventListener('hashchange', findPlay);

  wire();
  findPlay();
  openStream();
})();
