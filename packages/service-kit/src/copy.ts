import type { EntityManager, EntitySchema } from "typeorm";
import type { Versioned } from "./store";

/**
 * Writes a copy of another service's aggregate. A version that is not newer than the stored one changes
 * nothing, so that events may come late, twice or in any order.
 */
export const putCopy = async <T extends Versioned>(
  manager: EntityManager,
  schema: EntitySchema<T>,
  copy: T,
): Promise<void> => {
  const { columns, tableName } = manager.connection.getMetadata(schema);
  const { driver } = manager.connection;
  const names = columns.map(({ databaseName }) => `\`${databaseName}\``);
  const values = columns.map(
    (column) => driver.preparePersistentValue(copy[column.propertyName as keyof T], column) as unknown,
  );
  // SET is evaluated from left to right: the version that guards every other column comes last.
  const version = "`version`";
  const newer = [...names.filter((name) => name !== "`id`" && name !== version), version].map(
    (name) => `${name} = IF(VALUES(${version}) > ${version}, VALUES(${name}), ${name})`,
  );
  await manager.query(
    `INSERT INTO ${tableName} (${names.join(", ")}) VALUES (${names.map(() => "?").join(", ")})
     ON DUPLICATE KEY UPDATE ${newer.join(", ")}`,
    values,
  );
};
