// The developer's mailbox: messages that wait to be sent, readable where there is no mail server.

import { css, html } from 'lit';
import { element } from '@ribambelle/web/define';
import { loaded } from '@ribambelle/web/loaded';
import '@ribambelle/web/state';

import { Screen } from '../app/screen.ts';
import { head } from '../parts/head.ts';
import { screenStyles } from '../parts/styles.ts';

type Mail = { to?: string; subject?: string; text?: string };
type Message = { id: string; name: string; due_at: string; attempts: number; data: Mail | string };

@element('rb-mailbox')
export class RbMailbox extends Screen {
  static override styles = [...screenStyles, css`details summary { cursor: pointer; min-height: 44px; display: grid; align-content: center; } pre { white-space: pre-wrap; font: inherit; background: var(--rb-sunken); border-radius: var(--rb-radius); padding: var(--rb-space-4); margin: 0; overflow-wrap: anywhere; }`];

  private readonly mail = loaded(this, (signal) => this.api.get<{ items: Message[] }>('/outbox?kind=mail', { signal }).then((a) => a.items));

  protected override titleKey = () => 'mail.title';

  override render() {
    return html`<div class="page">${head({ title: this.t('mail.title'), lead: this.t('mail.lead'), back: { href: this.to('settings'), label: this.t('settings.menu') } })}
      ${this.mail.render((items: Message[]) => (items.length === 0 ? html`<div class="card"><rb-state kind="empty" .heading=${this.t('mail.none')}></rb-state></div>`
        : html`<ul class="list stack">${items.map((m) => this.message(m))}</ul>`))}</div>`;
  }

  private message(m: Message) {
    const mail: Mail = typeof m.data === 'string' ? { text: m.data } : lower(m.data);
    return html`<li class="card"><details><summary><strong>${mail.subject ?? m.name}</strong><span class="small muted">${mail.to ? `${this.t('mail.to')} ${mail.to} · ` : ''}${this.fmt.dateTime(m.due_at)}${m.attempts > 0 ? ` · ${this.t('mail.attempts', { n: m.attempts })}` : ''}</span></summary><pre>${mail.text ?? JSON.stringify(m.data, null, 2)}</pre></details></li>`;
  }
}

// Keys may be written with a capital, as Go writes them.
const lower = (data: object): Mail => Object.fromEntries(Object.entries(data).map(([k, v]) => [k.toLowerCase(), String(v)]));
