// What a guest's frame and the page around it say to each other over their port.

import type { Me } from '@ribambelle/web/me';

/** The word by which a frame hands its port over. */
export const greeting = 'ribambelle-guest';

/** The page around tells where the widget stands, for whom, and in which words and light. */
export type Told = { readonly attributes: Readonly<Record<string, string>>; readonly path: string; readonly me: Me | undefined; readonly locale: string; readonly theme: string };

/** A request that the page around sends for the frame. */
export type Asked = { readonly ask: number; readonly method: string; readonly url: string; readonly headers: Readonly<Record<string, string>>; readonly body: ArrayBuffer | undefined };

/** Its answer; without a status nothing came back. */
export type Answered = { readonly answer: number; readonly status?: number; readonly headers?: Readonly<Record<string, string>>; readonly body?: ArrayBuffer };

/** What happens in the frame. */
export type Happened =
  | Asked
  | { readonly height: number }
  | { readonly said: boolean }
  | { readonly event: string; readonly detail: Readonly<Record<string, unknown>> }
  | { readonly follow: string };

/** What reaches the frame. */
export type Heard = Answered | { readonly told: Told };
