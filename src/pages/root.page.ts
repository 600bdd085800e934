import { Controller, Get, Redirect } from '@nestjs/common';
import { OpenToAll } from '../access/open-to-all.decorator.js';
import { Documented } from '../contract/documented.js';

@Controller()
export class RootPage {
  @Get()
  @OpenToAll()
  @Redirect('/home/', 302)
  @Documented({
    tag: 'Pages',
    summary: 'The way in',
    answers: { 302: { description: 'To the home page.' } },
  })
  enter(): void {}
}
