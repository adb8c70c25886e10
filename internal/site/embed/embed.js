// <blue-heart-hotlines country="MD">: whom somebody in a country can reach, from the Blue Heart federation API.
// Written by hand, without a library and without a build step; "/embed.d.ts" has its types.
//
// It keeps nothing: the last good answer stays in memory, for when the network is gone. Every few minutes it asks
// by ETag whether the directory has changed, and for the lines again when it has or when hours may have.
//
// An attribute that nobody understands is left out and named: a wrong letter must not stand between a reader and help.
(function () {
"use strict";
const TAG = "blue-heart-hotlines";
if (!window.customElements || customElements.get(TAG)) return;

// The server puts in its own words, in every language of its pages, and where its exit leads.
const WORDS = /*words*/{};
const EXIT = "/*exit*/";
// A module has no current script.
const script = document.currentScript || document.querySelector('script[src*="/embed.js"],script[src*="/embed/"]');
const ORIGIN = script && script.src ? new URL(script.src).origin : location.origin;

const CHECK = 5 * 60 * 1000;   // how often the directory is asked for news
const OLDEST = 15 * 60 * 1000; // after which an answer is asked for again: lines open and close
const PATIENCE = 15 * 1000;    // for an answer from the network
const MOST = 8;                // lines asked for
const CODE = /^[a-z]{2}$/i;
const LANGUAGE = /^[a-z]{2,3}(-[a-z0-9]{1,8})*$/i;
const LINK = /^(tel|sms|mailto|viber|https?):/i;
const CHOICES = ["country", "languages", "channels"]; // what of a situation may not be understood

const QUERY = `query BlueHeartHotlines($s: Situation!, $l: [LanguageTag!], $w: [LanguageTag!]) {
  findHelp(situation: $s, first: ${MOST}) {
    country { name(languages: $w) { ...t } }
    notices { code text(languages: $w) { ...t } }
    entries {
      kind
      hotline { name(languages: $l) { ...t } statusNote { ...t } }
      channels {
        isOpen
        channel { kind address menuOption label { ...t } cautions { ...t } notes { ...t } safety { tollFree { value } } }
        dial { reachable display link reasons { code text(languages: $w) { ...t } } }
      }
      reasons { code at text(languages: $w) { ...t } }
    }
  }
  directory { revision attribution licence }
}
fragment t on Text { value language direction }`;

const CSS = `
:host{display:block;font:1rem/1.5 var(--blue-heart-font,system-ui,sans-serif);
color:var(--blue-heart-text,CanvasText);background:var(--blue-heart-background,Canvas);overflow-wrap:anywhere}
:host([hidden]){display:none}
*{box-sizing:border-box}
.box{border:1px solid var(--blue-heart-border,GrayText);border-radius:var(--blue-heart-radius,.4rem);padding:1rem}
.h{font-weight:700;font-size:1.2rem;margin:0 0 .75rem}
.n{font-weight:700;margin:1rem 0 .5rem}
ul{margin:.25rem 0;padding-inline-start:1.2rem}
.w{list-style:none;padding:0}
.w>li{margin:0 0 .75rem}
.call{display:flex;flex-wrap:wrap;justify-content:center;gap:0 .5rem;min-height:48px;padding:.65rem 1rem;border:2px solid transparent;
border-radius:var(--blue-heart-radius,.4rem);font-weight:700;text-decoration:none;text-align:center;
background:var(--blue-heart-color,#0b4a94);color:var(--blue-heart-on-color,#fff)}
span.call{background:none;color:inherit;border:2px dashed}
.exit{background:var(--blue-heart-exit,#a1121d);color:#fff;margin:0 0 1rem}
.more,.by a{color:var(--blue-heart-link,LinkText)}
.more{display:inline-block;padding:.5rem 0}
a:focus,summary:focus{outline:3px solid var(--blue-heart-focus,#b34700);outline-offset:2px}
p{margin:0 0 .75rem}
.note:empty{display:none}
.note{font-weight:600}
.by{font-size:.875rem;margin:.75rem 0 0}
summary{min-height:44px;padding:.5rem 0;cursor:pointer}
@media print{.exit,.more{display:none}}`;

let sheet = null;
try {
  sheet = new CSSStyleSheet();
  sheet.replaceSync(CSS);
} catch { /* an older browser: a style element, where the policy of the page lets it */ }

const answers = new Map(); // by what was asked: {data, left, at}; left are the choices that were not understood
const revisions = new Map(); // by endpoint: {etag, revision} of the directory

class Hotlines extends HTMLElement {
  static get observedAttributes() { return ["country", "languages", "channels", "lang", "endpoint", "exit", "level"]; }

  constructor() {
    super();
    this._root = this.attachShadow({ mode: "open" });
    if (sheet) this._root.adoptedStyleSheets = [sheet];
    this._shift = 0;
    this._key = event => this._pressed(event);
    this._again = () => { if (document.visibilityState === "visible") this.refresh(); };
    // What the parts are in stays, so that what is said is heard and who reads is not thrown back.
    this._box = make("section", { class: "box" });
    this._note = make("p", { class: "note", role: "status" });
    this._lines = make("div");
    this._box.append(this._note, this._lines);
    if (!sheet) this._root.append(make("style", {}, CSS));
    this._root.append(this._box);
  }

  connectedCallback() {
    this._timer = setInterval(this._again, CHECK);
    addEventListener("online", this._again);
    document.addEventListener("visibilitychange", this._again); // timers of a page that is not seen may have slept
    document.addEventListener("keydown", this._key);
    this._changed();
  }

  disconnectedCallback() {
    clearInterval(this._timer);
    removeEventListener("online", this._again);
    document.removeEventListener("visibilitychange", this._again);
    document.removeEventListener("keydown", this._key);
    if (this._abort) this._abort.abort();
  }

  attributeChangedCallback() { if (this.isConnected) this._changed(); }

  // Attributes set one after the other make one request.
  _changed() {
    if (this._due) return;
    this._due = true;
    queueMicrotask(() => { if (this._due && this.isConnected) this.refresh(); this._due = false; });
  }

  get _endpoint() {
    try {
      const own = new URL(this.getAttribute("endpoint") || ORIGIN, document.baseURI);
      if (/^https?:$/.test(own.protocol)) return own.origin;
    } catch { /* it is no address */ }
    return ORIGIN;
  }

  // The reader's language: of the element, of what is around it, of the browser.
  get _tags() {
    const near = this.closest("[lang]");
    return [near && near.lang, ...(navigator.languages || [])].filter(tag => LANGUAGE.test(tag)).slice(0, 5);
  }

  get _words() {
    for (const tag of this._tags) {
      const base = tag.toLowerCase().split("-")[0];
      if (Object.prototype.hasOwnProperty.call(WORDS, base)) return WORDS[base];
    }
    return WORDS.en;
  }

  // _situation is what the attributes say, as far as they can be understood here; left are those that cannot.
  _situation() {
    const situation = {}, left = [];
    const country = (this.getAttribute("country") || "").trim();
    if (CODE.test(country)) situation.country = country.toUpperCase();
    else if (country) left.push("country");
    const list = (name, good) => {
      const all = (this.getAttribute(name) || "").split(/[\s,]+/).filter(Boolean).slice(0, 20), kept = all.filter(good);
      if (kept.length) situation[name] = kept;
      if (kept.length < all.length) left.push(name);
    };
    list("languages", tag => LANGUAGE.test(tag));
    list("channels", kind => WORDS.en.kinds[kind.toUpperCase()]);
    if (situation.channels) situation.channels = situation.channels.map(kind => kind.toUpperCase());
    return { situation, left };
  }

  // refresh asks for the lines when there may be news. It resolves when they are shown, and never rejects.
  async refresh() {
    this._due = false;
    const { situation, left } = this._situation();
    const endpoint = this._endpoint, tags = [...this._tags, this._words.lang]; // names in the reader's own, where there are such
    const key = JSON.stringify([endpoint, situation, left, tags]);
    const have = answers.get(key);
    if (this._abort) this._abort.abort();
    const abort = this._abort = new AbortController();
    const timer = setTimeout(() => abort.abort(), PATIENCE);
    // What is said of lines that stay there stands until there is news of it.
    this._show(have, !have ? this._words.loading : this._look && this._look[0] === have ? this._note.textContent : "");
    try {
      if (have && fresh(have) && await revision(endpoint, abort.signal) === have.data.directory.revision) {
        if (this._abort === abort) this._show(have, "");
        return;
      }
      const now = await ask(endpoint, situation, left, tags, abort.signal);
      if (this._abort !== abort) return;
      if (have && JSON.stringify([have.data, have.left]) === JSON.stringify([now.data, now.left])) {
        have.at = now.at;
        this._show(have, "");
      } else {
        this._show(now, "");
        answers.set(key, now); // after it was shown: what cannot be shown is no answer
      }
      this.dispatchEvent(new CustomEvent("blue-heart-loaded"));
      await revision(endpoint, abort.signal).catch(() => {}); // its ETag, for the next time
    } catch (error) {
      if (this._abort !== abort || !this.isConnected) return; // something newer is under way
      this._show(have, have ? this._words.old : this._words.failed);
      this.dispatchEvent(new CustomEvent("blue-heart-failed"));
    } finally {
      clearTimeout(timer);
    }
  }

  // _show makes anew what is not the same, by nodes and texts only: no HTML is ever made from an answer.
  _show(have, note) {
    const w = this._words, level = Math.min(Math.max(parseInt(this.getAttribute("level"), 10) || 2, 1), 5);
    const endpoint = this._endpoint, exit = this.getAttribute("exit");
    const current = !have || !note || fresh(have); // what was open a while ago need not be now
    const failed = !have && note === w.failed;
    const look = [have, w, level, endpoint, current, failed];
    if (!this._look || look.some((part, i) => part !== this._look[i])) {
      const lines = have ? this._made(have, w, level, endpoint, current) : failed ? [more(endpoint, w)] : [];
      const active = this._root.activeElement, focused = active && active !== this._exit && active.href;
      while (this._lines.firstChild) this._lines.removeChild(this._lines.firstChild);
      this._lines.append(...lines);
      this._look = look;
      for (const link of focused ? this._lines.querySelectorAll("a") : []) {
        if (link.href === focused) { link.focus({ preventScroll: true }); break; }
      }
    }
    const title = this._lines.querySelector(".h");
    for (const [name, value] of [["lang", w.lang], ["dir", w.dir], ["aria-label", title ? title.textContent : w.title]]) {
      this._box.setAttribute(name, value);
    }
    const out = exit === null ? "" : w.lang + exit;
    if (this._out !== out) {
      if (this._exit) this._exit.remove();
      this._exit = exit === null ? null : exitLink(exit, w);
      if (this._exit) this._box.prepend(this._exit);
      this._out = out;
    }
    if (this._note.textContent !== note) this._note.textContent = note;
  }

  // _made are the parts that show an answer.
  _made(have, w, level, endpoint, current) {
    const { findHelp, directory } = have.data;
    const title = make("div", { class: "h", role: "heading", "aria-level": level }, w.title);
    if (findHelp.country) title.append(": ", text(findHelp.country.name, w));
    const parts = [title, ...CHOICES.filter(c => have.left.includes(c)).map(c => make("p", {}, w.unclear[c]))];
    for (const n of findHelp.notices) {
      const long = w.titles[n.code], part = make(long ? "details" : "p");
      if (long) part.append(make("summary", {}, long));
      part.append(text(n.text, w));
      parts.push(part);
    }
    for (const entry of findHelp.entries) parts.push(made(entry, w, level + 1, current));
    parts.push(more(endpoint, w));
    const by = make("p", { class: "by" });
    by.append(make("bdi", { lang: "" }, directory.attribution + " (" + directory.licence + ")"));
    return [...parts, by];
  }

  // Shift three times within five seconds leaves, as the exit button does.
  _pressed(event) {
    if (!this._exit) return;
    if (event.key !== "Shift") { this._shift = 0; return; }
    if (event.repeat) return;
    clearTimeout(this._forget);
    this._forget = setTimeout(() => { this._shift = 0; }, 5000);
    if (++this._shift > 2) leave(this._exit.href);
  }
}

// ask gives the answer of a server. What the server does not understand is left out, and asked again.
async function ask(endpoint, situation, left, tags, signal) {
  situation = Object.assign({}, situation);
  left = left.slice();
  for (;;) {
    const answer = await fetch(endpoint + "/graphql", {
      method: "POST", signal, credentials: "omit", cache: "no-store", referrerPolicy: "no-referrer",
      headers: { "Content-Type": "application/json", Accept: "application/graphql-response+json, application/json" },
      body: JSON.stringify({ query: QUERY, operationName: "BlueHeartHotlines", variables: { s: situation, l: tags, w: tags.slice(-1) } }),
    });
    const { data, errors } = await answer.json();
    if (data && data.findHelp) return { data, left, at: Date.now() };
    const paths = [];
    for (const e of errors || []) for (const p of e.extensions && e.extensions.problems || []) paths.push(String(p.path));
    const wrong = CHOICES.filter(c => c in situation && paths.some(p => p.includes("." + c)));
    const unread = tags.length > 1 && paths.some(p => p.startsWith("languages[") || p.startsWith("l["));
    if (!wrong.length && !unread) throw new Error("no answer");
    for (const c of wrong) { delete situation[c]; if (!left.includes(c)) left.push(c); }
    if (unread) tags = tags.slice(-1); // the language of the words, which every server has
  }
}

// revision says which one a directory has now.
async function revision(endpoint, signal) {
  const known = revisions.get(endpoint);
  const answer = await fetch(endpoint + "/graphql?query=%7Bdirectory%7Brevision%7D%7D", {
    signal, credentials: "omit", cache: "no-store", referrerPolicy: "no-referrer", headers: known ? { "If-None-Match": known.etag } : {},
  });
  if (answer.status === 304 && known) return known.revision;
  const { data } = await answer.json(), etag = answer.headers.get("ETag");
  if (etag) revisions.set(endpoint, { etag, revision: data.directory.revision });
  return data.directory.revision;
}

// fresh says whether an answer is young enough for what it says of now: nothing has opened or closed since.
function fresh(have) {
  const changes = [];
  for (const entry of have.data.findHelp.entries) for (const r of entry.reasons) if (r.at) changes.push(Date.parse(r.at));
  const now = Date.now();
  return now - have.at < OLDEST && !changes.some(at => have.at < at && at <= now);
}

// made shows an entry.
function made(entry, w, level, current) {
  const part = make("div"), ways = make("ul", { class: "w" }), why = make("ul");
  const name = make("div", { class: "n", role: "heading", "aria-level": level });
  name.append(entry.hotline ? text(entry.hotline.name, w) : w.emergency);
  const free = entry.channels.length > 1 && entry.reasons.some(r => r.code === "FREE");
  part.append(name);
  if (entry.hotline && entry.hotline.statusNote) {
    part.append(make("p", { class: "note" }));
    part.lastChild.append(text(entry.hotline.statusNote, w));
  }
  for (const { channel, dial, isOpen } of entry.channels) {
    const can = dial.link && LINK.test(dial.link);
    const button = make(can ? "a" : "span", { class: "call" });
    if (can) { button.href = dial.link; button.rel = "noreferrer"; }
    button.append(make("span", {}, w.kinds[channel.kind] || channel.kind), " ", make("bdi", { dir: "ltr" }, dial.display || channel.address));
    const item = make("li"), more = [];
    item.append(button);
    if (entry.hotline && current) more.push(isOpen === true ? w.open : isOpen === false ? w.closed : w.unknown);
    if (channel.label) more.push(text(channel.label, w));
    if (channel.menuOption) { more.push(make("span", {}, w.menu + " ")); more[more.length - 1].append(make("bdi", {}, channel.menuOption)); }
    const usual = dial.reachable === "YES" ? ["INSIDE_COUNTRY", "NEEDS_INTERNET"] : [];
    more.push(...dial.reasons.filter(r => !usual.includes(r.code)).map(r => text(r.text, w)));
    // Notes of a line that takes texts have the word to send.
    more.push(...channel.cautions.concat(channel.kind === "SMS" ? channel.notes : []).map(t => text(t, w)));
    // That the best way is free must not be read of the others.
    if (free && ["VOICE", "SMS", "TTY"].includes(channel.kind) && channel.safety.tollFree.value !== "YES") more.push(w.cost);
    more.forEach((one, i) => item.append(i ? " · " : "", one));
    ways.append(item);
  }
  const silent = ["SERVES_COUNTRY", "REACHABLE_FROM_HERE", "CHANNEL_USABLE", "PAIRED_LINE"].concat(current ? [] : ["OPEN_NOW", "OPENS_AT", "CLOSED_NOW"]);
  for (const r of entry.reasons) {
    if (silent.includes(r.code)) continue;
    const item = make("li");
    item.append(text(r.text, w));
    why.append(item);
  }
  part.append(ways);
  if (why.childElementCount) part.append(why);
  return part;
}

// more leads to the page of the directory, which may still answer where questions of this page do not get through.
function more(endpoint, w) {
  return make("a", { class: "more", href: endpoint + "/", rel: "noreferrer" }, w.more);
}

function exitLink(own, w) {
  const link = make("a", { class: "call exit", href: /^https:\/\//i.test(own) ? own : EXIT, rel: "noreferrer nofollow" }, w.exit);
  link.addEventListener("click", event => { event.preventDefault(); leave(link.href); });
  return link;
}

// leave opens another page in place of this one and of its entry in the history.
function leave(to) {
  document.title = "\u2026";
  document.documentElement.style.display = "none";
  location.replace(to);
}

function make(name, attributes, content) {
  const node = document.createElement(name);
  for (const key in attributes) node.setAttribute(key, attributes[key]);
  if (content) node.textContent = content;
  return node;
}

// text shows a text of the directory, with its language and direction where they are not the reader's.
function text(t, w) {
  if (!t) return "";
  if (t.language === w.lang) return t.value;
  return make("span", { lang: t.language === "und" ? "" : t.language, dir: t.language === "und" ? "auto" : t.direction.toLowerCase() }, t.value);
}

customElements.define(TAG, Hotlines);
})();
