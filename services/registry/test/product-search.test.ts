import { fromBinary, toBinary } from "@ocop/service-kit";
import { refreshSearch } from "../src/commands/search-index";
import { productSearchRepository } from "../src/data/product-search.repository";
import { updateProducer } from "../src/use-cases/update-producer";
import { updateProduct } from "../src/use-cases/update-product";
import { listing, producerIn, productOf } from "./listing";
import { openRegistry, ownerOf, places, type Registry } from "./support";

describe("a search for products", () => {
  let registry: Registry;
  let graph: ReturnType<typeof listing>;
  const search = (text: string) => graph.names({ text });

  beforeAll(async () => {
    registry = await openRegistry();
    graph = listing(registry);
    const shan = await producerIn(registry, "Hợp tác xã Lá Xanh");
    const sea = await producerIn(registry, "Hộ kinh doanh Trà Giang", places.beach);
    for (const name of ["Chè Trà Shan", "Trà Shan tuyết", "Trà Shan", "Trá shan", "Shan trà", "Bột trà xanh Shan"])
      await productOf(registry, shan.id, name, { setCode: "QD26-11" });
    for (const name of ["Cà phê", "Cá kho", "Ca cao", "Bột cá", "Cam sành", "Rau cải", "Bánh đa"])
      await productOf(registry, sea.id, name);
    for (const name of ["Lá lốt", "La hán", "Lạc rang", "Bánh lá", "Đà điểu"]) await productOf(registry, shan.id, name);
    await productOf(registry, sea.id, "Muối hoà", { nameEn: "Salt of Lagoon" });
    await productOf(registry, sea.id, "Mắm Hòa");
  });
  afterAll(() => registry.drop());

  it("puts the phrase in the name first, then all words in the name, then words over several fields", async () => {
    expect(await search("tra shan")).toEqual([
      "Trà Shan",
      "Trá shan",
      "Trà Shan tuyết",
      "Chè Trà Shan",
      "Bột trà xanh Shan",
      "Shan trà",
    ]);
    expect(await search("shan lá xanh")).toEqual([
      "Bột trà xanh Shan",
      "Chè Trà Shan",
      "Shan trà",
      "Trà Shan",
      "Trá shan",
      "Trà Shan tuyết",
    ]);
  });

  it("puts names first whose marks are those that were typed", async () => {
    expect((await search("trá shan"))[0]).toBe("Trá shan");
    expect(await search("trà shan")).toEqual([
      "Trà Shan",
      "Trà Shan tuyết",
      "Chè Trà Shan",
      "Trá shan",
      "Bột trà xanh Shan",
      "Shan trà",
    ]);
    expect((await search("cá")).slice(0, 2)).toEqual(["Cá kho", "Bột cá"]);
    expect((await search("cà")).slice(0, 1)).toEqual(["Cà phê"]);
  });

  it("finds words of two letters as words before it takes them for the beginning of others", async () => {
    expect(await search("ca")).toEqual(["Ca cao", "Cá kho", "Cà phê", "Bột cá", "Cam sành", "Rau cải"]);
    expect((await search("la")).slice(0, 4)).toEqual(["La hán", "Lá lốt", "Bánh lá", "Lạc rang"]);
    expect(await search("lá lốt")).toEqual(["Lá lốt"]);
  });

  it("does not care how a mark is placed, nor for case, composition and the bar of đ", async () => {
    for (const text of ["hoà", "hòa", "HÒA", "hoà".normalize("NFD")])
      expect(await search(text)).toEqual(["Mắm Hòa", "Muối hoà"]);
    expect(await search("da dieu")).toEqual(["Đà điểu"]);
    expect((await search("đa"))[0]).toBe("Bánh đa");
  });

  it("completes the last word only: from its first letter on in names, from its third elsewhere", async () => {
    expect(await search("sha")).toHaveLength(6);
    expect(await search("sha tra")).toEqual([]);
    expect(await search("lago")).toEqual(["Muối hoà"]);
    expect(await search("kin")).toHaveLength(9);
    expect((await search("ki")).length).toBe(0);
  });

  it("finds by producer, place, set and code, each word in whatever field it stands", async () => {
    expect(await search("trà giang muối")).toEqual(["Muối hoà"]);
    expect(await search("hợp tác xã lá lốt")).toEqual(["Lá lốt"]);
    expect(await search("che bien tra shan")).toHaveLength(6);
    expect(await search("Đồi Chè lạc")).toEqual(["Lạc rang"]);
    expect(await search("Trình Diễn lạc")).toEqual(["Lạc rang"]);
    expect(await search("không có gì")).toEqual([]);
    expect(await search("' OR 1=1 -- %_")).toEqual([]);
    expect(await search("%")).toEqual([]);
  });

  it.each([1, 2, 3, 7])("walks the same products in the same order in pages of %d", async (first) => {
    for (const text of ["tra", "trà", "ca", "la", "shan tra", "hop tac xa", "kin", "lá xanh trà"])
      expect(await graph.walked({ text }, first)).toEqual(await search(text));
  });

  it("is joined with every other condition, in every other order, and by the name alone", async () => {
    expect(await graph.names({ text: "shan", setCodes: ["QD26-12"] })).toEqual([]);
    expect(await graph.names({ text: "ca", provinceId: places.elsewhere }, "NAME")).toEqual([
      ..."Bột cá,Ca cao,Cá kho,Cà phê,Cam sành,Rau cải".split(","),
    ]);
    expect(await graph.names({ text: "trà", provinceId: places.elsewhere })).toHaveLength(9);
    expect(await graph.names({ name: "tra" }, "NAME")).toHaveLength(6);
    expect(await graph.names({ name: "giang" })).toEqual([]);
  });

  it("finds a product by its new name and by its producer's new name, and no longer by the old ones", async () => {
    const producer = await producerIn(registry, "Cơ sở Bạch Dương");
    const product = await productOf(registry, producer.id, "Kẹo vừng");
    await registry.act(ownerOf(producer.id), (deps) =>
      updateProduct(deps, product.id, product.version, { nameVi: "Kẹo mè" }),
    );
    expect([await search("kẹo vừng"), await search("keo me")]).toEqual([[], ["Kẹo mè"]]);
    await registry.act(ownerOf(producer.id), (deps) =>
      updateProducer(deps, producer.id, producer.version, { name: "Cơ sở Hải Âu" }),
    );
    expect([await search("bạch dương"), await search("hải âu")]).toEqual([[], ["Kẹo mè"]]);
  });

  it("knows the new name of a producer that was renamed while its product was entered", async () => {
    for (let round = 0; round < 8; round += 1) {
      const producer = await producerIn(registry, `Xưởng Cũ${String(round)}`);
      await Promise.all([
        registry.act(ownerOf(producer.id), (deps) =>
          updateProducer(deps, producer.id, producer.version, { name: `Xưởng Mới${String(round)}` }),
        ),
        ...["Nón", "Quạt"].map((name) => productOf(registry, producer.id, `${name} ${String(round)}`)),
      ]);
      expect(await search(`mới${String(round)}`)).toEqual([`Nón ${String(round)}`, `Quạt ${String(round)}`]);
      expect(await search(`cũ${String(round)}`)).toEqual([]);
    }
  });

  it("follows the new name of a unit when the index is compared, and is the same when it is made anew", async () => {
    const { dataSource } = registry;
    const tables = async () =>
      JSON.stringify([
        await dataSource.query("SELECT * FROM product_word ORDER BY 1, 2, 3, 4"),
        await dataSource.query("SELECT * FROM product_search ORDER BY 1"),
        await dataSource.query("SELECT * FROM product_tally ORDER BY 1, 2, 3, 4, 5, 6"),
      ]);
    const rename = (name: string) =>
      dataSource.query("UPDATE administrative_unit SET name = ? WHERE id = ?", [name, toBinary(places.beach)]);
    const [unit] = await dataSource.query<{ name: string }[]>("SELECT name FROM administrative_unit WHERE id = ?", [
      toBinary(places.beach),
    ]);
    const before = await tables();
    await rename("Vịnh Ngọc");
    expect(await refreshSearch(dataSource, "all")).toMatchObject({ added: 0, changed: 9 });
    expect(await search("vịnh ngọc muối")).toEqual(["Muối hoà"]);
    await rename(unit?.name ?? "");
    expect(await refreshSearch(dataSource, "all")).toMatchObject({ added: 0, changed: 9 });
    expect(await refreshSearch(dataSource, "all")).toMatchObject({ added: 0, changed: 0 });
    expect(await tables()).toBe(before);
    await dataSource.query("DELETE FROM product_word WHERE gram = 'muoi'");
    expect((await refreshSearch(dataSource, "anew")).changed).toBe(0);
    expect(await tables()).toBe(before);
    expect(await refreshSearch(dataSource, "missing")).toMatchObject({ added: 0, changed: 0 });
  });

  it("writes nothing of the index when only the state of a product changes", async () => {
    const { manager } = registry.dataSource;
    const [row] = await manager.query<{ id: Buffer }[]>("SELECT id FROM product LIMIT 1");
    const written: string[] = [];
    const query = manager.query.bind(manager);
    const spied = Object.assign(Object.create(manager) as typeof manager, {
      query: (sql: string, params: unknown[]) => {
        written.push(sql);
        return query(sql, params);
      },
    });
    await productSearchRepository(spied).refresh([{ id: fromBinary(row?.id ?? Buffer.alloc(16)), producerId: null }]);
    expect(written.filter((sql) => !sql.trimStart().startsWith("SELECT"))).toEqual([]);
    expect(written.length).toBeGreaterThan(0);
  });

  it("refuses what is too long, and an order by relevance without a text", async () => {
    for (const where of [
      { text: "a".repeat(201) },
      { text: "a b c d e f g h i j k" },
      { stars: [0] },
      { stars: [6] },
      { setCodes: Array.from({ length: 101 }, () => "x") },
      { anyOf: Array.from({ length: 11 }, () => ({})) },
      { anyOf: [{ ids: Array.from({ length: 101 }, () => "x") }] },
    ])
      expect(await graph.codes(where)).toEqual(["BAD_USER_INPUT"]);
    expect(await graph.codes({}, "RELEVANCE")).toEqual(["BAD_USER_INPUT"]);
    expect(await graph.codes({ text: "  " }, "RELEVANCE")).toEqual(["BAD_USER_INPUT"]);
  });
});
