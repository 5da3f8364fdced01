// A value that a screen loads: waiting, failed or there; and what to show meanwhile.
//
//   private sites = loaded(this, (signal) => this.client.get('/units', { signal }));
//   render() { return this.sites.render((answer) => html`…`); }

import { html, type ReactiveController, type ReactiveControllerHost, type TemplateResult } from 'lit';

import { Problem, problemOf } from './problem.ts';
import './state.ts';

/** The events, on the element that loads, that a load begins and has ended: whoever embeds it can tell when it is at rest. */
export const loadingEvents = ['rb-loading', 'rb-loaded'] as const;

type Fetch<T> = (signal: AbortSignal) => Promise<T>;

export class Loaded<T> implements ReactiveController {
  value: T | undefined;
  problem: Problem | undefined;
  busy = false;
  private running: AbortController | undefined;

  constructor(
    private readonly host: ReactiveControllerHost,
    private readonly fetch: Fetch<T>,
    private readonly atOnce = true,
  ) {
    host.addController(this);
  }

  hostConnected(): void {
    if (this.atOnce && this.value === undefined) void this.reload();
  }

  hostDisconnected(): void {
    this.running?.abort();
  }

  /** Loads again; what is shown stays until the new value is there. */
  reload = async (): Promise<void> => {
    this.running?.abort();
    const running = (this.running = new AbortController());
    this.busy = true;
    this.problem = undefined;
    this.host.requestUpdate();
    this.tell('rb-loading');
    try {
      const value = await this.fetch(running.signal);
      if (!running.signal.aborted) this.value = value;
    } catch (thrown) {
      if (!running.signal.aborted) this.problem = problemOf(thrown);
    } finally {
      if (this.running === running) this.busy = false;
      this.host.requestUpdate();
      this.tell('rb-loaded');
    }
  };

  private tell(name: (typeof loadingEvents)[number]): void {
    if (this.host instanceof EventTarget) this.host.dispatchEvent(new Event(name));
  }

  /** Puts a value in place, after a write that returned it. */
  set(value: T): void {
    this.value = value;
    this.problem = undefined;
    this.host.requestUpdate();
  }

  /** Renders the value, or the state on the way to it. */
  render(there: (value: T) => TemplateResult | unknown): TemplateResult | unknown {
    if (this.problem && this.value === undefined) return html`<rb-state .problem=${this.problem} .retry=${this.reload}></rb-state>`;
    if (this.value === undefined) return html`<rb-state kind="loading"></rb-state>`;
    return there(this.value);
  }
}

/** Declares a value to load when the host appears; with atOnce false, when reload is called. */
export const loaded = <T>(host: ReactiveControllerHost, fetch: Fetch<T>, atOnce = true): Loaded<T> => new Loaded(host, fetch, atOnce);
