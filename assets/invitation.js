import { linkToken } from "./link_token.js";

export const { Link: InvitationLink, Token: InvitationToken } = linkToken("invitation");
