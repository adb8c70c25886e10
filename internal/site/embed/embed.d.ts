/** Types of the web component that /embed.js defines. */

/** The ways to reach a line, as the schema's ChannelKind has them. */
export type ChannelKind =
  | "VOICE" | "SMS" | "WHATSAPP" | "SIGNAL" | "TELEGRAM" | "LINE" | "VIBER" | "CHAT" | "EMAIL" | "WEB_FORM" | "TTY" | "VIDEO_SIGN" | "APP";

/**
 * `<blue-heart-hotlines country="MD">`: whom somebody in a country can reach.
 *
 * Attributes: `country` (ISO 3166-1 alpha-2; without it, help from anywhere), `languages` and `channels` (lists with
 * commas, what the reader speaks and can use), `lang` (of the words around the lines), `exit` (a quick exit; its value
 * may be an https address), `level` (of its heading, 1 to 5), `endpoint` (another server than the script's).
 *
 * A value that is not understood is left out, and the reader is told. What stands inside the element is shown where the
 * script does not run: a link to the page of the directory belongs there.
 *
 * CSS variables: `--blue-heart-color`, `--blue-heart-on-color`, `--blue-heart-text`, `--blue-heart-background`,
 * `--blue-heart-border`, `--blue-heart-radius`, `--blue-heart-font`, `--blue-heart-link`, `--blue-heart-focus`,
 * `--blue-heart-exit`.
 */
export interface BlueHeartHotlinesElement extends HTMLElement {
  /** Asks for the lines again when there may be news. Resolves when they are shown; never rejects. */
  refresh(): Promise<void>;
  addEventListener(type: "blue-heart-loaded" | "blue-heart-failed", listener: (event: CustomEvent<null>) => void, options?: boolean | AddEventListenerOptions): void;
  addEventListener(type: string, listener: EventListenerOrEventListenerObject, options?: boolean | AddEventListenerOptions): void;
}

declare global {
  interface HTMLElementTagNameMap {
    "blue-heart-hotlines": BlueHeartHotlinesElement;
  }
}
