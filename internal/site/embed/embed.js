// <blue-heart-hotlines country="MD">: whom somebody in a country can reach, from the Blue Heart federation API.
// Written by hand, without a library and without a build step; "/embed.d.ts" has its types.
//
// It keeps nothing: the last good answer stays in memory, for when the network is gone. Every few minutes it asks
// by ETag whether the directory has changed, and for the lines again when it has or when hours may have.
(function () {
"use strict";
const TAG = "blue-heart-hotlines";
if (!window.customElements || customElements.get(TAG)) return;

// The server puts in its own words, in every language of its pages, and where its exit leads.
const WORDS = /*words*/{};
const EXIT = "/*exit*/";
const script = document.currentScript;
const ORIGIN = script && script.src ? new URL(script.src).origin : location.origin;

const CHECK = 5 * 60 * 1000;   // how often the directory is asked for news
const OLDEST = 15 * 60 * 1000; // after which an answer is asked for again: lines open and close
const PATIENCE = 15 * 1000;    // for an answer from the network
const MOST = 8;                // lines asked for
const CODE = /^[a-z]{2}$/i;
const LINK = /^(tel|sms|mailto|viber|https?):/i;

const QUERY = `query BlueHeartHotlines($s: Situation!, $l: [LanguageTag!]) {
  findHelp(situation: $s, first: ${MOST}) {
    country { name(languages: $l) { ...t } }
    entries {
      kind
      hotline { name(languages: $l) { ...t } }
      channels { isOpen channel { kind label { ...t } } dial { reachable display link reasons { code text(languages: $l) { ...t } } } }
      reasons { code text(languages: $l) { ...t } }
    }
  }
  directory { attribution licence }
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
.note:empty{display:none}
.note{margin:0 0 .75rem;font-weight:600}
.by{font-size:.875rem;margin:.75rem 0 0}
summary{min-height:44px;padding:.5rem 0;cursor:pointer}
@media print{.exit,.more{display:none}}`;

let sheet = null;
try {
  sheet = new CSSStyleSheet();
  sheet.replaceSync(CSS);
} catch { /* an older browser: a style element, where the policy of the page lets it */ }

const answers = new Map(); // by what was asked: {data, at}
const revisions = new Map(); // by endpoint: the ETag of the directory

class Hotlines extends HTMLElement {
  static get observedAttributes() { return ["country", "languages", "channels", "lang", "endpoint", "exit", "level"]; }

  constructor() {
    super();
    this._root = this.attachShadow({ mode: "open" });
    if (sheet) this._root.adoptedStyleSheets = [sheet];
    this._shift = 0;
    this._key = event => this._pressed(event);
    this._again = () => { if (document.visibilityState === "visible") this.refresh(); };
  }

  connectedCallback() {
    this._timer = setInterval(this._again, CHECK);
    addEventListener("online", this._again);
    document.addEventListener("keydown", this._key);
    this._changed();
  }

  disconnectedCallback() {
    clearInterval(this._timer);
    removeEventListener("online", this._again);
    document.removeEventListener("keydown", this._key);
    if (this._abort) this._abort.abort();
  }

  attributeChangedCallback() { if (this.isConnected) this._changed(); }

  // Attributes set one after the other make one request.
  _changed() {
    if (this._due) return;
    this._due = true;
    queueMicrotask(() => { this._due = false; if (this.isConnected) this.refresh(); });
  }

  get _endpoint() {
    const own = this.getAttribute("endpoint");
    return own ? new URL(own, document.baseURI).origin : ORIGIN;
  }

  // The reader's language: of the element, of what is around it, of the browser.
  get _tags() {
    const near = this.closest("[lang]");
    return [near && near.lang, ...(navigator.languages || [])].filter(Boolean).slice(0, 5);
  }

  get _words() {
    for (const tag of this._tags) {
      const base = tag.toLowerCase().split("-")[0];
      if (Object.hasOwn(WORDS, base)) return WORDS[base];
    }
    return WORDS.en;
  }

  _list(name) { return (this.getAttribute(name) || "").split(/[\s,]+/).filter(Boolean).slice(0, 20); }

  // refresh asks for the lines when there may be news. It resolves when they are shown, and never rejects.
  async refresh() {
    const country = (this.getAttribute("country") || "").trim();
    const situation = {};
    if (CODE.test(country)) situation.country = country.toUpperCase();
    const languages = this._list("languages");
    if (languages.length) situation.languages = languages;
    const channels = this._list("channels");
    if (channels.length) situation.channels = channels.map(c => c.toUpperCase());
    const body = JSON.stringify({ query: QUERY, operationName: "BlueHeartHotlines", variables: { s: situation, l: [this._words.lang, ...this._tags] } });
    const endpoint = this._endpoint, key = endpoint + " " + body;
    const have = answers.get(key);
    if (this._abort) this._abort.abort();
    const abort = this._abort = new AbortController();
    const timer = setTimeout(() => abort.abort(), PATIENCE);
    this._show(have, have ? "" : this._words.loading);
    try {
      if (have && Date.now() - have.at < OLDEST && await this._same(endpoint, abort.signal)) return;
      const answer = await fetch(endpoint + "/graphql", {
        method: "POST", body, signal: abort.signal, credentials: "omit", cache: "no-store", referrerPolicy: "no-referrer",
        headers: { "Content-Type": "application/json", Accept: "application/graphql-response+json, application/json" },
      });
      const data = answer.ok && (await answer.json()).data;
      if (!data || !data.findHelp) throw new Error("no answer");
      await this._same(endpoint, abort.signal).catch(() => {}); // which directory this answer is from
      answers.set(key, { data, at: Date.now() });
      if (this._abort === abort) this._show(answers.get(key), "");
      this.dispatchEvent(new CustomEvent("blue-heart-loaded"));
    } catch (error) {
      if (this._abort !== abort || !this.isConnected) return; // something newer is under way
      this._show(have, have ? this._words.old : this._words.failed);
      this.dispatchEvent(new CustomEvent("blue-heart-failed"));
    } finally {
      clearTimeout(timer);
    }
  }

  // _same says whether the directory is the one that was asked before.
  async _same(endpoint, signal) {
    const etag = revisions.get(endpoint);
    const answer = await fetch(endpoint + "/graphql?query=%7Bdirectory%7Brevision%7D%7D", {
      signal, credentials: "omit", cache: "no-store", referrerPolicy: "no-referrer", headers: etag ? { "If-None-Match": etag } : {},
    });
    if (answer.status === 304) return true;
    if (!answer.ok) throw new Error("no answer");
    revisions.set(endpoint, answer.headers.get("ETag") || "");
    return false;
  }

  // _show makes everything anew, by nodes and texts only: no HTML is ever made from an answer.
  _show(have, note) {
    const w = this._words, level = Math.min(Math.max(parseInt(this.getAttribute("level"), 10) || 2, 1), 5);
    const parts = [];
    if (!sheet) parts.push(make("style", {}, CSS));
    const box = make("section", { class: "box", lang: w.lang, dir: w.dir, "aria-label": w.title });
    if (this.hasAttribute("exit")) box.append(this._exitLink(w));
    box.append(make("p", { class: "note", role: "status" }, note));
    if (have) {
      const { findHelp, directory } = have.data;
      const title = make("div", { class: "h", role: "heading", "aria-level": level }, w.title);
      if (findHelp.country) title.append(": ", text(findHelp.country.name, w));
      box.append(title);
      if (!findHelp.entries.some(e => e.hotline)) box.append(make("p", {}, w.none));
      for (const entry of findHelp.entries) box.append(this._entry(entry, w, level + 1));
      box.append(make("a", { class: "more", href: this._endpoint + "/", rel: "noreferrer" }, w.more));
      box.append(make("p", { class: "by" }));
      box.lastChild.append(make("bdi", { lang: "" }, directory.attribution + " (" + directory.licence + ")"));
    }
    this._root.replaceChildren(...parts, box);
  }

  _entry(entry, w, level) {
    const part = make("div");
    const name = make("div", { class: "n", role: "heading", "aria-level": level });
    name.append(entry.hotline ? text(entry.hotline.name, w) : w.emergency);
    const ways = make("ul", { class: "w" });
    for (const { channel, dial, isOpen } of entry.channels) {
      const can = dial.link && LINK.test(dial.link);
      const button = make(can ? "a" : "span", { class: "call" });
      if (can) { button.href = dial.link; button.rel = "noreferrer"; }
      button.append(make("span", {}, w.kinds[channel.kind] || channel.kind), make("bdi", { dir: "ltr" }, dial.display || ""));
      const item = make("li", {}, "");
      item.append(button);
      const more = [];
      if (entry.hotline) more.push(isOpen === true ? w.open : isOpen === false ? w.closed : w.unknown);
      if (channel.label) more.push(text(channel.label, w));
      if (dial.reachable !== "YES") more.push(...dial.reasons.map(r => text(r.text, w)));
      more.forEach((one, i) => item.append(i ? " · " : "", one));
      ways.append(item);
    }
    const why = make("ul");
    for (const r of entry.reasons) {
      if (["SERVES_COUNTRY", "REACHABLE_FROM_HERE", "CHANNEL_USABLE", "PAIRED_LINE"].includes(r.code)) continue;
      const item = make("li");
      item.append(text(r.text, w));
      why.append(item);
    }
    part.append(name, ways);
    if (why.childElementCount) part.append(why);
    return part;
  }

  _exitLink(w) {
    const own = this.getAttribute("exit");
    const link = make("a", { class: "call exit", href: /^https:\/\//i.test(own) ? own : EXIT, rel: "noreferrer nofollow" }, w.exit);
    link.addEventListener("click", event => { event.preventDefault(); leave(link.href); });
    this._exit = link;
    return link;
  }

  // Shift three times within five seconds leaves, as the exit button does.
  _pressed(event) {
    if (!this.hasAttribute("exit") || !this._exit) return;
    if (event.key !== "Shift") { this._shift = 0; return; }
    if (event.repeat) return;
    clearTimeout(this._forget);
    this._forget = setTimeout(() => { this._shift = 0; }, 5000);
    if (++this._shift > 2) leave(this._exit.href);
  }
}

// leave opens another page in place of this one and of its entry in the history.
function leave(to) {
  document.title = "\u2026";
  document.documentElement.hidden = true;
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
