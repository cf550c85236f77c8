"""HTML mails as programs write them: what is new in them, as text. `KEEP`: nothing may be folded."""

from typing import Final

KEEP: Final = "everything"
GMAIL: Final = (
    '<div dir="ltr">Chegou sim!<div><br></div><div>Ana</div></div><br>'
    '<div class="gmail_quote gmail_quote_container"><div dir="ltr" class="gmail_attr">{}<br></div>'
    '<blockquote class="gmail_quote" style="margin:0px 0px 0px 0.8ex;border-left:1px solid rgb(204,204,204);padding-left:1ex">'
    "<div>Bom dia, chegou?</div></blockquote></div>"
)
WHO: Final = 'Em seg., 3 de mar. de 2025 às 14:05, Loja &lt;<a href="mailto:loja@azul.example">loja@azul.example</a>&gt; escreveu:'
OUTLOOK: Final = (
    "<html><head><style>p.MsoNormal{{margin:0cm;font-size:11pt}}</style></head><body lang=PT-BR><div class=WordSection1>"
    "<p class=MsoNormal>Segue o comprovante.<o:p></o:p></p><p class=MsoNormal><o:p>&nbsp;</o:p></p>"
    '<div><div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm"><p class=MsoNormal>'
    "<b>{}:</b> Loja &lt;loja@azul.example&gt; <br><b>{}:</b> segunda-feira, 3 de março de 2025 14:05<br>"
    "<b>{}:</b> Ana<br><b>{}:</b> RE: Pedido<o:p></o:p></p></div></div>"
    "<p class=MsoNormal>Bom dia, chegou?</p></div></body></html>"
)
WEB: Final = (
    '<html><body dir="ltr"><div class="elementToProof">Segue em anexo.</div><div id="{0}appendonsend"></div>'
    '<hr style="display:inline-block;width:98%" tabindex="-1"><div id="{0}divRplyFwdMsg" dir="ltr"><font face="Calibri">'
    "<b>De:</b> Loja<br><b>Enviado:</b> segunda-feira, 3 de março de 2025 14:05<br><b>Para:</b> Ana<br><b>Assunto:</b> x</font>"
    "<div>&nbsp;</div></div><div>Bom dia, chegou?</div></body></html>"
)
CITE: Final = '<blockquote type="cite"{}><div>Bom dia, chegou?</div></blockquote>'

# name: (html, what is new)
MAILS: Final = {
    "Gmail": (GMAIL.format(WHO), "Chegou sim!\n\nAna"),
    "Gmail in Russian": (GMAIL.format("пн, 3 мар. 2025 г. в 14:05, Loja &lt;loja@azul.example&gt;:"), "Chegou sim!\n\nAna"),
    "Gmail, names changed on the way": (GMAIL.format(WHO).replace("gmail_", "m_-83gmail_"), "Chegou sim!\n\nAna"),
    "Gmail, older": (f'<p>Sim</p><div class="gmail_extra"><br><div class="gmail_quote">{WHO}<br><blockquote class="gmail_quote">x</blockquote></div></div>', "Sim"),
    "Gmail, answers between the quotes": (f'<div class="gmail_quote"><div class="gmail_attr">{WHO}</div><blockquote class="gmail_quote">Chegou?</blockquote><div>Chegou.</div><blockquote class="gmail_quote">Gostou?</blockquote><div>Muito!</div></div>', KEEP),
    "Gmail, answer below": (f'<div class="gmail_quote"><div class="gmail_attr">{WHO}</div><blockquote class="gmail_quote">Chegou?</blockquote></div><div>Chegou, obrigada!</div>', "Chegou, obrigada!"),
    "Gmail, forwarded": ('<div>Veja</div><div class="gmail_quote"><div dir="ltr" class="gmail_attr">---------- Forwarded message ---------<br>De: <b>Loja</b><br>Date: seg., 3 de mar. de 2025<br>Subject: Pedido<br></div>Bom dia</div>', KEEP),
    "Gmail, signature": ('<div dir="ltr">Pode trocar?<br clear="all"><br><span class="gmail_signature_prefix">-- </span><br><div dir="ltr" class="gmail_signature">Ana Souza<br>(11) 5555-0000</div></div>', "Pode trocar?"),
    "Outlook, pt-BR": (OUTLOOK.format("De", "Enviada em", "Para", "Assunto"), "Segue o comprovante."),
    "Outlook, en": (OUTLOOK.format("From", "Sent", "To", "Subject"), "Segue o comprovante."),
    "Outlook, es": (OUTLOOK.format("De", "Enviado el", "Para", "Asunto"), "Segue o comprovante."),
    "Outlook, de": (OUTLOOK.format("Von", "Gesendet", "An", "Betreff"), "Segue o comprovante."),
    "Outlook, fr": (OUTLOOK.format("De&nbsp;", "Envoyé&nbsp;", "À&nbsp;", "Objet&nbsp;"), "Segue o comprovante."),
    "Outlook on the web": (WEB.format(""), "Segue em anexo."),
    "Outlook on the web, taken over": (WEB.format("x_"), "Segue em anexo."),
    "Outlook on the telephone": ('<div>ok</div><div id="ms-outlook-mobile-signature">Obter o <a href="https://aka.ms/x">Outlook para iOS</a></div><div id="mail-editor-reference-message-container"><div>De: Loja</div><div>Bom dia</div></div>', "ok"),
    "Thunderbird": (f'<p>Chegou.</p><div class="moz-cite-prefix">Em 03/03/2025 14:05, Loja escreveu:<br></div>{CITE.format("")}', "Chegou."),
    "Thunderbird, bare quote": ('<p>Chegou.</p><div class="moz-cite-prefix">Em 03/03/2025 14:05, Loja escreveu:<br></div><blockquote>Bom dia</blockquote>', "Chegou."),
    "Thunderbird, answer below": (f'<div class="moz-cite-prefix">Em 03/03/2025 14:05, Loja escreveu:<br></div>{CITE.format("")}<p>Chegou.</p>', "Chegou."),
    "Thunderbird, answers between": (f'<div class="moz-cite-prefix">Em 03/03/2025 14:05, Loja escreveu:</div>{CITE.format("")}<p>Chegou.</p>{CITE.format("")}<p>Muito.</p>', KEEP),
    "Thunderbird, signature": ('<p>Pode trocar?</p><pre class="moz-signature" cols="72">-- \nAna Souza</pre>', "Pode trocar?"),
    "Thunderbird, forwarded": ('<p>Veja</p><div class="moz-forward-container"><br>-------- Mensagem encaminhada --------<table class="moz-email-headers-table"><tr><th>Assunto: </th><td>Pedido</td></tr><tr><th>De: </th><td>Loja</td></tr></table>Bom dia</div>', KEEP),
    "Apple Mail": (f'<body>Chegou.<br><div><br>{CITE.format("").replace("<div>", "<div>Em 3 de mar. de 2025, à(s) 14:05, Loja &lt;loja@azul.example&gt; escreveu:</div><br><div>")}</div></body>', "Chegou."),
    "Apple Mail, line above": (f"<body>Chegou.<br><div><br><div>Em 3 de mar. de 2025, à(s) 14:05, Loja &lt;loja@azul.example&gt; escreveu:</div><br>{CITE.format('')}</div></body>", "Chegou."),
    "iPhone": (f'<html><body dir="auto">Chego já<br id="lineBreakAtBeginningOfSignature"><div dir="ltr">Enviado do meu iPhone</div><div dir="ltr"><br><blockquote type="cite">Em 3 de mar. de 2025, à(s) 14:05, Loja &lt;l@a.example&gt; escreveu:<br><br></blockquote></div>{CITE.format("")}</body></html>', "Chego já"),
    "Apple Mail, forwarded": ('<body>Para você<br><div><br><div>Início da mensagem encaminhada:</div><br><blockquote type="cite"><div><b>De: </b>Loja</div><div><b>Assunto: </b>Pedido</div><div>Bom dia</div></blockquote></div></body>', KEEP),
    "Yahoo": ('<div class="ydp1">Fechado!</div><div id="yahoo_quoted_123" class="yahoo_quoted"><div><div>Em segunda-feira, 3 de março de 2025 às 14:05:11 BRT, Loja &lt;l@a.example&gt; escreveu:</div><div>Bom dia</div></div></div>', "Fechado!"),
    "Proton": ('<div>Combinado.</div><div class="protonmail_signature_block"><div>Enviado com Proton Mail.</div></div><div class="protonmail_quote">Em segunda, 3 de março de 2025 às 14:05, Loja &lt;l@a.example&gt; escreveu:<br><blockquote class="protonmail_quote" type="cite">Bom dia</blockquote><br></div>', "Combinado."),
    "Zimbra": ('<div>Recebido.</div><hr id="zwchr" data-marker="__DIVIDER__"><div data-marker="__HEADERS__"><b>De: </b>Loja</div><div data-marker="__QUOTED_TEXT__">Bom dia</div>', "Recebido."),
    "Hotmail, older": ('<div>Beleza<br><br><div><hr id="stopSpelling">From: loja@azul.example<br>Subject: x<br><br>Bom dia</div></div>', "Beleza"),
    "Roundcube": (f'<p>Certo</p><p id="reply-intro">Em 2025-03-03 14:05, Loja escreveu:</p>{CITE.format("")}', "Certo"),
    "Horde, by name": (f"<p>Certo</p><p>Citando Loja &lt;loja@azul.example&gt;:</p>{CITE.format('')}", "Certo"),
    "GMX": ('<div>Gut</div><div name="quote" style="margin:10px 5px"><div><b>Gesendet:</b> Montag</div><div>Hallo</div></div>', "Gut"),
    "Zoho": ('<div>Ok</div><div class="zmail_extra"><div>---- Em seg, 03 mar 2025 14:05:11 -0300 Loja escreveu ----</div><blockquote>Bom dia</blockquote></div>', "Ok"),
    "our own": (f'<p>Obrigada!</p><div class="balcao_quote"><p>Em 3 de mar. de 2025 às 14:05 UTC, Loja escreveu:</p>{CITE.format(" class=balcao_quote")}</div>', "Obrigada!"),
    "our own, taken over": (f'<p>Obrigada!</p><div class="x_balcao_quote"><p>Em 3 de mar. de 2025, Loja escreveu:</p>{CITE.format(" class=x_balcao_quote")}</div>', "Obrigada!"),
    "only text rules: original message": ("<p>Pode enviar.</p><p>-----Mensagem original-----<br>De: Loja<br>Bom dia</p>", "Pode enviar."),
    "only text rules: attribution": ("<div>Pode.<br><br>Em 03/03/2025 14:05, Loja &lt;l@a.example&gt; escreveu:<br><br>Bom dia</div>", "Pode."),
    "only text rules: device": ("<div>Pode.</div><div><br></div><div>Enviado do meu Galaxy</div>", "Pode."),
    "a citation": ("<p>O manual diz:</p><blockquote>Não molhe.</blockquote><p>Molhei. E agora?</p>", KEEP),
    "a citation at the end": ("<p>O manual diz:</p><blockquote>Não molhe.</blockquote>", KEEP),
    "only a quote": (f'<div class="gmail_quote">{WHO}<blockquote>Bom dia</blockquote></div>', KEEP),
    "a border is no quote": ('<p>Pedido:</p><div style="border-top:solid #E1E1E1 1.0pt;padding:3pt 0 0 0"><p><b>De:</b> Lisboa<br><b>Para:</b> Porto</p></div><p>Quando sai?</p>', KEEP),
    "long text in a signature": (f'<div class="gmail_signature"><p>{"Na verdade isto é a mensagem, escrita no lugar da assinatura. " * 25}</p></div>', KEEP),
}  # fmt: skip
