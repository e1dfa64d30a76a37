import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { FastifyReply } from 'fastify';
import type { EventSink } from '../domain/event-sink.js';
import type { ClientWatch } from './client-watch.js';

/** The client took nothing for too long. What it misses it gets when it comes back with its Last-Event-ID. */
export class SlowClientError extends Error {
  override readonly name = 'SlowClientError';
}

/** A response that stays open (`text/event-stream`). Never holds more in memory than one event beyond the socket's buffer. */
export class SseConnection implements EventSink {
  private readonly response: ServerResponse;

  /** Takes the response over from Fastify, with the headers that were set so far. */
  constructor(
    reply: FastifyReply,
    private readonly drainTimeoutMs: number,
    clients: ClientWatch,
  ) {
    reply.hijack();
    this.response = reply.raw;
    const headers = Object.entries(reply.getHeaders()).filter(
      (entry): entry is [string, string] => entry[1] !== undefined,
    );
    this.response.on('error', () => this.response.destroy());
    this.response.writeHead(200, {
      ...Object.fromEntries(headers),
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'x-accel-buffering': 'no', // no proxy holds events back
    });
    this.response.flushHeaders();
    const { socket } = this.response;
    if (socket !== null) this.onClosed(clients.watch(socket, () => this.response.destroy()));
  }

  async send(text: string): Promise<void> {
    if (this.response.destroyed) throw new Error('The client is gone.');
    if (this.response.write(text)) return;
    const tooLong = AbortSignal.timeout(this.drainTimeoutMs);
    const closed = new AbortController();
    const close = () => closed.abort();
    this.response.once('close', close);
    try {
      await once(this.response, 'drain', { signal: AbortSignal.any([tooLong, closed.signal]) });
    } catch (error) {
      if (!tooLong.aborted) throw error;
      this.response.destroy();
      throw new SlowClientError('The client took nothing for too long.', { cause: error });
    } finally {
      this.response.off('close', close);
    }
  }

  end(text?: string): void {
    if (this.response.destroyed) return;
    const impatience = setTimeout(() => this.response.destroy(), this.drainTimeoutMs);
    this.response.once('close', () => clearTimeout(impatience));
    this.response.end(text);
  }

  onClosed(listener: () => void): void {
    if (this.response.closed) queueMicrotask(listener);
    else this.response.once('close', listener);
  }
}
