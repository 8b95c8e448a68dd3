export { nameOf } from "#app/domain/membership/people.ts";
