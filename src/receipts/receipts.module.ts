import { Module } from '@nestjs/common';
import { RecentReceipts } from './recent-receipts.js';
import { ReceiptsController } from './receipts.controller.js';
import { ReceiptsService } from './receipts.service.js';

@Module({
  controllers: [ReceiptsController],
  providers: [ReceiptsService, RecentReceipts],
  exports: [ReceiptsService, RecentReceipts],
})
export class ReceiptsModule {}
