"""The grey lines of a thread, in the language of the account."""

from string import Formatter
from typing import Any

_PT = {
    "resolved": "Conversa marcada como resolvida por {who}",
    "reopened": "Conversa reaberta por {who}",
    "pending": "Conversa marcada como pendente por {who}",
    "snoozed": "Conversa adiada por {who}",
    "resolved_by_contact": "Conversa resolvida por {who}",
    "reopened_by_system": "O sistema reabriu a conversa por causa de uma nova mensagem recebida.",
    "undelivered": "Uma mensagem não foi entregue",
    "self_assigned": "{who} assumiu esta conversa",
    "assigned": "Atribuída a {to} por {who}",
    "unassigned": "Atribuição removida por {who}",
    "team_assigned": "Atribuída a {team} por {who}",
    "assigned_via_team": "Atribuída a {to} via {team} por {who}",
    "team_unassigned": "Removida de {team} por {who}",
    "labels_added": "{who} adicionou {labels}",
    "labels_removed": "{who} removeu {labels}",
    "priority_set": "{who} definiu a prioridade como {new}",
    "priority_changed": "{who} mudou a prioridade de {old} para {new}",
    "priority_removed": "{who} removeu a prioridade",
    "deleted": "Esta mensagem foi apagada",
    "carried": "A resposta não foi vista no chat e seguiu por e-mail para {address}",
    "not_carried": "A resposta não pôde ser enviada por e-mail para {address}: {reason}",
    "unproven_address": "A resposta não seguiu por e-mail: {address} não foi confirmado e recebe no máximo um e-mail por dia",
    "unproven_many": "A resposta não seguiu por e-mail para {address}: foi atingido o limite de e-mails para endereços não confirmados",
}
_EN = {
    "resolved": "Conversation was marked resolved by {who}",
    "reopened": "Conversation was reopened by {who}",
    "pending": "Conversation was marked as pending by {who}",
    "snoozed": "Conversation was snoozed by {who}",
    "resolved_by_contact": "Conversation was resolved by {who}",
    "reopened_by_system": "System reopened the conversation due to a new incoming message.",
    "undelivered": "A message was not delivered",
    "self_assigned": "{who} self-assigned this conversation",
    "assigned": "Assigned to {to} by {who}",
    "unassigned": "Conversation unassigned by {who}",
    "team_assigned": "Assigned to {team} by {who}",
    "assigned_via_team": "Assigned to {to} via {team} by {who}",
    "team_unassigned": "Unassigned from {team} by {who}",
    "labels_added": "{who} added {labels}",
    "labels_removed": "{who} removed {labels}",
    "priority_set": "{who} set the priority to {new}",
    "priority_changed": "{who} changed the priority from {old} to {new}",
    "priority_removed": "{who} removed the priority",
    "deleted": "This message was deleted",
    "carried": "The answer was not seen in the chat and went by email to {address}",
    "not_carried": "The answer could not be sent by email to {address}: {reason}",
    "unproven_address": "The answer did not go by email: {address} is not confirmed and gets at most one email a day",
    "unproven_many": "The answer did not go by email to {address}: the limit of emails to unconfirmed addresses has been reached",
}
_ES = {
    "resolved": "{who} marcó la conversación como resuelta",
    "reopened": "{who} reabrió la conversación",
    "pending": "{who} marcó la conversación como pendiente",
    "snoozed": "{who} pospuso la conversación",
    "resolved_by_contact": "{who} resolvió la conversación",
    "reopened_by_system": "El sistema reabrió la conversación por un nuevo mensaje entrante.",
    "undelivered": "Un mensaje no fue entregado",
    "self_assigned": "{who} se asignó esta conversación",
    "assigned": "{who} asignó la conversación a {to}",
    "unassigned": "{who} quitó la asignación",
    "team_assigned": "{who} asignó la conversación a {team}",
    "assigned_via_team": "{who} asignó la conversación a {to} vía {team}",
    "team_unassigned": "{who} quitó la conversación de {team}",
    "labels_added": "{who} añadió {labels}",
    "labels_removed": "{who} quitó {labels}",
    "priority_set": "{who} fijó la prioridad en {new}",
    "priority_changed": "{who} cambió la prioridad de {old} a {new}",
    "priority_removed": "{who} quitó la prioridad",
    "deleted": "Este mensaje fue eliminado",
    "carried": "La respuesta no se vio en el chat y salió por correo a {address}",
    "not_carried": "No se pudo enviar la respuesta por correo a {address}: {reason}",
    "unproven_address": "La respuesta no salió por correo: {address} no está confirmada y recibe como máximo un correo al día",
    "unproven_many": "La respuesta no salió por correo a {address}: se alcanzó el límite de correos a direcciones no confirmadas",
}
TEXTS = {"pt-BR": _PT, "en": _EN, "es": _ES}
_PRIORITIES = {
    "pt-BR": {"low": "baixa", "medium": "média", "high": "alta", "urgent": "urgente"},
    "es": {"low": "baja", "medium": "media", "high": "alta", "urgent": "urgente"},
}


def say(locale: str, key: str, **words: Any) -> str:
    """The line for `key`; an unknown locale reads English. Values are put in as they are, never parsed."""
    language = locale.replace("_", "-")
    if key.startswith("priority"):
        known = _PRIORITIES.get(language, {})
        words = {**words, **{name: known.get(words[name], words[name]) for name in ("old", "new")}}
    parts = Formatter().parse(TEXTS.get(language, _EN)[key])
    return "".join(literal + (str(words[field]) if field is not None else "") for literal, field, _, _ in parts)
