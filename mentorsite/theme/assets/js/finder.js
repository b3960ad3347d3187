/**
 * All that answers a question, in one piece that the directory loads once somebody asks.
 */
export { crisisNotice } from "./crisis.js";
export { sorted } from "./order.js";
export { search } from "./rank.js";
export { cardElements, deadEnd, guideSection } from "./results.js";
export { didYouMean, waysOut } from "./suggest.js";
