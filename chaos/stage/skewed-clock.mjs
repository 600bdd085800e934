// Given to Node with --import: this process believes that it is ten minutes later than it is.
const TEN_MINUTES = 600_000;
const Real = Date;

globalThis.Date = class extends Real {
  constructor(...args) {
    super(...(args.length ? args : [Real.now() + TEN_MINUTES]));
  }

  static now() {
    return Real.now() + TEN_MINUTES;
  }
};
