import type { INestApplication } from '@nestjs/common';
import { Injectable } from '@nestjs/common';
import { Config } from '../config/config.js';
import { documentOf, type OpenApiDocument } from './document.js';
import { yamlOf } from './yaml.js';

/** The API reference, made when it is first asked for: the start does not wait for it. */
@Injectable()
export class ApiReference {
  private app?: INestApplication;
  private made?: OpenApiDocument;
  private asJson?: Buffer;
  private asYaml?: Buffer;

  constructor(private readonly config: Config) {}

  /** To be called once the app has all its routes. */
  readFrom(app: INestApplication): void {
    this.app = app;
  }

  get document(): OpenApiDocument {
    if (!this.app) throw new Error('The reference does not know the app.');
    return (this.made ??= documentOf(this.app, this.config));
  }

  /** Written once: anybody may ask for this half megabyte again and again, and leave it unread. */
  get json(): Buffer {
    return (this.asJson ??= Buffer.from(JSON.stringify(this.document)));
  }

  get yaml(): Buffer {
    return (this.asYaml ??= Buffer.from(yamlOf(this.document)));
  }
}
