import type { EntityManager, EntitySchema, ObjectLiteral } from "typeorm";

type Row = Readonly<Record<string, unknown>>;

/**
 * The columns of one table in a select over several: their list for the SQL, and the domain object read
 * back from a row of the answer.
 *
 * @param alias of the table in the SQL; columns come back as `<alias>__<column>`
 */
export const columnsOf = <T extends ObjectLiteral>(manager: EntityManager, schema: EntitySchema<T>, alias: string) => {
  const { columns } = manager.connection.getMetadata(schema);
  const { driver } = manager.connection;
  return {
    list: columns.map(({ databaseName }) => `${alias}.${databaseName} AS ${alias}__${databaseName}`).join(", "),
    read: (row: Row): T =>
      Object.fromEntries(
        columns.map((column) => [
          column.propertyName,
          driver.prepareHydratedValue(row[`${alias}__${column.databaseName}`], column) as unknown,
        ]),
      ) as T,
  };
};
