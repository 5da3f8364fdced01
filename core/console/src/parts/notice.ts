// What people are told, as the API has it, and how it is choosing.

import type { RbElement } from '@ribambelle/web/element';
import type { Me } from '@ribambelle/web/me';
import type { Bilingual } from '@ribambelle/web/texts';

export type Notice = { id: string; module: string; subject: Bilingual; text: Bilingual; link?: string; at: string; sent_at?: string; read_at?: string; handed_at?: string };
export type Notices = { notices: Notice[]; unread: number; next_page_token?: string };
export type Way = 'now' | 'weekly' | 'none';
export const ways: readonly Way[] = ['now', 'weekly', 'none'];
export type Week = { day: number; hour: number };

/** Who tells it, in words. */
export const teller = (words: RbElement, me: Me | undefined, { module }: { module: string }): string =>
  module === 'core' ? words.t('notices.core') : words.pick(me?.modules.find((m) => m.name === module)?.title) || module;

/** The paragraphs of a plain text. */
export const paragraphs = (text: string): string[] => text.split(/\n{2,}/).filter(Boolean);
