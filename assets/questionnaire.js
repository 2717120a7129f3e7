import { linkToken } from "./link_token.js";

export const { Link: QuestionnaireLink, Token: QuestionnaireToken } = linkToken("questionnaire");
