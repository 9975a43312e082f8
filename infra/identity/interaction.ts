import { errors, type InteractionResults, type Provider } from "oidc-provider";
import { choicePage, errorPage, type PageLanguage } from "./pages";
import { demoPeople, personOf } from "./people";

/** One middleware of the provider's Koa application. */
type Middleware = Parameters<Provider["use"]>[0];

const path = /^\/interaction\/([\w-]+)(?:\/(cancel|as\/([\w-]+)))?$/;

const languageOf = (asked: string | null, preferred: unknown): PageLanguage => {
  const first = asked ?? (typeof preferred === "string" ? preferred.split(" ")[0] : undefined);
  return first === "en" ? "en" : "vi";
};

const resultOf = (subject: string | undefined): InteractionResults =>
  subject === undefined
    ? { error: "access_denied", error_description: "The sign-in was cancelled." }
    : { login: { accountId: subject } };

type Interaction = Awaited<ReturnType<Provider["interactionDetails"]>>;

/** The interaction that this browser began, null when it began none or took too long. */
const begunBy = async (provider: Provider, { req, res }: Parameters<Middleware>[0]): Promise<Interaction | null> => {
  try {
    return await provider.interactionDetails(req, res);
  } catch (error) {
    if (error instanceof errors.OIDCProviderError) return null;
    throw error;
  }
};

/**
 * The page on which a person is chosen, and the choice. The interaction is found by the provider's signed
 * cookie, so a choice can only be made in the browser that began it.
 *
 * @param publicHost where the browser is sent back to: the page's form may lead there
 */
export const interactions =
  (provider: Provider, publicHost: string): Middleware =>
  async (context, next) => {
    const [found, uid, choice, subject] = path.exec(context.path) ?? [];
    if (found === undefined || uid === undefined) {
      await next();
      return;
    }
    context.set("cache-control", "no-store");
    context.set(
      "content-security-policy",
      `default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'; base-uri 'none'; form-action 'self' ${publicHost}`,
    );

    const interaction = await begunBy(provider, context);
    if (interaction?.uid !== uid) {
      context.status = 400;
      context.type = "html";
      context.body = errorPage("session_not_found", "");
      return;
    }
    if (context.method === "GET" && choice === undefined) {
      const { ui_locales: locales, login_hint: hint } = interaction.params;
      const language = languageOf(new URLSearchParams(context.querystring).get("lang"), locales);
      context.type = "html";
      context.body = choicePage(
        language,
        `/interaction/${uid}`,
        demoPeople,
        typeof hint === "string" ? hint : undefined,
      );
      return;
    }
    if (context.method !== "POST" || choice === undefined) return context.throw(405);
    if (subject !== undefined && !personOf(subject)) return context.throw(404);
    const { req, res } = context;
    const returnTo = await provider.interactionResult(req, res, resultOf(subject), { mergeWithLastSubmission: false });
    context.redirect(returnTo);
    context.status = 303;
  };
