"""Mails that were written when the rules stood, to see how often they hold; every one that failed is here with the rest."""

from typing import Final

KEEP: Final = "everything"

PLAIN: Final = {
    "bol webmail": ("Pode cancelar por favor.\n\nGrata,\nMárcia\n\n\nEm 12/02/2026 09:41, Atendimento <sac@loja.example> escreveu:\n\n\nOlá Márcia,\nRecebemos o seu pedido.\n", "Pode cancelar por favor.\n\nGrata,\nMárcia"),
    "outlook mobile pt": ("Recebi sim.\n\nBaixar o Outlook para Android<https://aka.ms/AAb9ysg>\n________________________________\nFrom: SAC <sac@loja.example>\nSent: Thursday, February 12, 2026 9:41:00 AM\nTo: Márcia <m@x.example>\nSubject: Re: Pedido 55\n\nOlá\n", "Recebi sim."),
    "gmail es usted": ("Gracias, ya lo vi.\n\nEl jue, 12 feb 2026 a la(s) 9:41 a.m., Soporte (soporte@tienda.example)\nescribió:\n\n> Hola Marta\n>\n> Saludos\n", "Gracias, ya lo vi."),
    "uol": ("ok\n\n---------------\nDe: sac@loja.example\nEnviada: 2026/02/12 09:41:03\nPara: m@uol.example\nAssunto: Pedido\n \nOlá", "ok"),
    "terra assin": ("Bom dia! Segue CPF 111.\n\nAtenciosamente,\n\nMárcia Lima\nGerente\n\nEm qui., 12 de fev. de 2026 09:41, SAC <sac@loja.example> escreveu:\n\n> Qual CPF?\n", "Bom dia! Segue CPF 111.\n\nAtenciosamente,\n\nMárcia Lima\nGerente"),
    "inline no attr": ("> Qual o CPF?\n111.222\n> E o endereço?\nRua A, 5\n", KEEP),
    "bottom post mutt": ("* SAC <sac@loja.example> [2026-02-12 09:41]:\n> Qual o CPF?\n\n111.222\n", "111.222"),
    "samsung": ("Já paguei\n\nEnviado do meu smartphone Samsung Galaxy.\n-------- Mensagem original --------De : SAC <sac@loja.example> Data: 12/02/2026  09:41  (GMT-03:00) Para: m@x.example Assunto: Boleto \nOlá", "Já paguei"),
    "lotus": ("Thanks\n\n\n\nFrom:\tSAC <sac@shop.example>\nTo:\tMarta <m@x.example>\nDate:\t12/02/2026 09:41\nSubject:\tRe: Order\n\n\n\nHello Marta\n", "Thanks"),
    "k9": ("Fine by me.\n\nOn February 12, 2026 9:41:00 AM GMT-03:00, Shop <s@shop.example> wrote:\n>Hello\n>bye\n", "Fine by me."),
    "k9 sig": ("Fine.\n-- \nSent from my Android device with K-9 Mail. Please excuse my brevity.\n", "Fine."),
    "tutanota": ("Danke\n\n\n12. Feb. 2026, 09:41 von sac@shop.example:\n\n> Hallo\n> Tschüss\n", "Danke"),
    "yahoo es": ("Perfecto\n\n    El jueves, 12 de febrero de 2026, 09:41:12 CET, Tienda <t@tienda.example> escribió:  \n \n Hola Marta", "Perfecto"),
    "apple de": ("Passt\n\n> Am 12.02.2026 um 09:41 schrieb Shop <s@shop.example>:\n> \n> Hallo\n> Gruß\n", "Passt"),
    "prose with schedule": ("Resumo da reunião de 12/02/2026 às 09:41 com joao@x.example:\n- preço\n- prazo\n", KEEP),
    "list of quotes as content": ("Mensagens que recebi no app:\n\n> Erro 500\n\nO que faço?\n", KEEP),
    "markdown note": ("Pessoal, segue a cláusula:\n\n> O prazo é de 7 dias.\n> Não há multa.\n", KEEP),
    "fwd en w/ reply above": ("Can you handle this?\n\nBegin forwarded message:\n\nFrom: X <x@y.example>\nSubject: Hi\nDate: February 12, 2026 at 9:41:00 AM\nTo: z@y.example\n\nHi\n", KEEP),
    "sig pt cordialmente -- none": ("Olá,\nNão chegou.\n\nAtt.\nJoão\n", KEEP),
    "huawei": ("好的，谢谢\n\n\n\n来自我的华为手机\n\n-------- 原始邮件 --------\n发件人： 商店 <s@shop.example>\n日期： 2026年2月12日周四 09:41\n收件人： m@x.example\n主 题： 订单\n你好\n", "好的，谢谢"),
    "two attributions": ("Sim!\n\nEm qui., 12 de fev. de 2026 às 09:41, SAC <sac@l.example> escreveu:\n\n> Certo?\n>\n> Em qua., 11 de fev. de 2026 às 08:00, Márcia <m@x.example>\n> escreveu:\n>\n>> Oi\n", "Sim!"),
    "spark": ("Ok!\n\nOn 12 Feb 2026 at 09:41 -0300, SAC <sac@l.example>, wrote:\n> Certo?\n> Abs\n", "Ok!"),
    "outlook, only from/to/subject date missing": ("Ok\n\nDe: SAC\nPara: Márcia\nAssunto: oi\n\ntexto", KEEP),
    "customer quotes own earlier mail": ('Em 12/02/2026 eu escrevi:\n"quero trocar"\ne ninguém respondeu.', KEEP),
    "linkedin style footer": ("Tenho interesse.\n\nEnviado do Email para Windows\n\nDe: SAC <sac@l.example>\nEnviado: quinta-feira, 12 de fevereiro de 2026 09:41\nPara: Márcia\nAssunto: Vaga\n\nOlá", "Tenho interesse."),
    "enviado do windows mail es": ("Vale\n\nEnviado desde Correo para Windows\n", "Vale"),
    "dashes name": ("Confirmado\n\n--\nMárcia Lima | Compras\nTel 11 5555\n", "Confirmado"),
    "japanese outlook": ("了解しました。\n\n-----Original Message-----\nFrom: Shop <s@shop.example>\nSent: Thursday, February 12, 2026 9:41 AM\n", "了解しました。"),
    "python prompt": ("Rodei:\n\n>>> 1/0\nZeroDivisionError\n\nE agora?\n", KEEP),
    "interleaved attr": ("SAC <sac@l.example> escreveu no dia quinta, 12/02/2026 à(s) 09:41:\n\n> CPF?\n\n111\n\n> Rua?\n\nA, 5\n", KEEP),
}  # fmt: skip

HTML: Final = {
    "samsung mail": ('<div dir="auto">Já paguei</div><div dir="auto"><br></div><div id="composer_signature"><div style="font-size:12px">Enviado do meu Galaxy</div></div><div><br></div><div style="font-size:100%"><div>-------- Mensagem original --------</div><div>De: SAC &lt;sac@l.example&gt; </div><div>Data: 12/02/2026 09:41 (GMT-03:00) </div><div>Para: m@x.example </div><div>Assunto: Boleto </div><div><br></div></div><div>Olá</div>', "Já paguei"),
    "new outlook": ('<div style="font-family:Aptos" class="elementToProof">Pode ser.</div><div style="font-family:Aptos"><br></div><div id="Signature"><p>Márcia</p></div><div id="appendonsend"></div><hr><div id="divRplyFwdMsg"><b>From:</b> SAC</div><div>oi</div>', "Pode ser."),
    "spark": ('<html><body><div name="messageBodySection"><div dir="auto">Ok!</div></div><div name="messageSignatureSection"><br></div><div name="messageReplySection">On 12 Feb 2026 at 09:41 -0300, SAC &lt;sac@l.example&gt;, wrote:<br><blockquote type="cite" style="border-left:thin solid #1abc9c">Certo?</blockquote></div></body></html>', "Ok!"),
    "airmail": ('<div>Ok</div> <br><p class="airmail_on">On 12 February 2026 at 09:41:00, SAC (<a href="mailto:sac@l.example">sac@l.example</a>) wrote:</p> <blockquote type="cite" class="clean_bq"><div>Certo?</div></blockquote>', "Ok"),
    "mailru": ('<html><body>Хорошо<br><br><blockquote style="border-left:1px solid #0857A6;margin:10px;padding:0 0 0 10px">Четверг, 12 февраля 2026, 9:41 +03:00 от Shop &lt;s@shop.example&gt;:<br><br><div>Привет</div></blockquote></body></html>', "Хорошо"),
    "yandex": ('<div>Хорошо</div><div>&nbsp;</div><div>12.02.2026, 09:41, "Shop" &lt;s@shop.example&gt;:</div><blockquote><div>Привет</div></blockquote>', "Хорошо"),
    "gmail fwd of reply": ('<div dir="ltr">olha</div><br><div class="gmail_quote"><div class="gmail_attr">---------- Mensagem encaminhada ---------<br>De: X<br></div><div class="gmail_quote"><div class="gmail_attr">Em qui., 12 de fev. de 2026 às 09:41, Y &lt;y@z.example&gt; escreveu:</div><blockquote class="gmail_quote">velho</blockquote></div></div>', KEEP),
    "newsletter with quote": ('<table><tr><td><h1>Novidades</h1><blockquote>"Adorei" — Ana</blockquote><p>Compre já</p></td></tr></table>', KEEP),
    "outlook mac": ('<html><body><div>Ok, thanks</div><div><br></div><span id="OLK_SRC_BODY_SECTION"><div style="border-top:#B5C4DF 1pt solid;padding-top:3pt"><b>From: </b>Shop<br><b>Date: </b>Thursday<br><b>To: </b>M<br><b>Subject: </b>x</div><div>Hello</div></span></body></html>', "Ok, thanks"),
    "outlook classic es no border": ("<p class=MsoNormal>Adjunto.</p><p class=MsoNormal>&nbsp;</p><p class=MsoNormal><b>De:</b> Tienda &lt;t@t.example&gt;<br><b>Enviado el:</b> jueves, 12 de febrero de 2026 9:41<br><b>Para:</b> Marta<br><b>CC:</b> Pepe<br><b>Asunto:</b> RE: Pedido</p><p class=MsoNormal>Hola</p>", "Adjunto."),
    "tutanota": ('<div dir="auto">Danke<br></div><div dir="auto">-- <br></div><div dir="auto">Secured with Tuta Mail<br></div><div><br></div><div><br></div><div>12. Feb. 2026, 09:41 von sac@shop.example:<br></div><blockquote class="tutanota_quote" style="border-left:1px solid #93A3B8">Hallo</blockquote>', "Danke"),
    "front": ('<div>Sure!<br><br></div><blockquote type="cite" class="front-blockquote">On February 12, 2026 at 9:41 AM GMT-3 <a href="mailto:s@s.example">s@s.example</a> wrote:<br><br>Hi</blockquote>', "Sure!"),
    "yahoo inline": ('<div class="yahoo-style-wrap"><div>Vale</div><div><br></div></div><div id="ydpabcyahoo_quoted_987" class="ydpabcyahoo_quoted"><div>El jueves, 12 de febrero de 2026, 09:41:12 CET, T &lt;t@t.example&gt; escribió:</div><div>Hola</div></div>', "Vale"),
    "gmail bottom sig": ('<div dir="ltr">Sim<br clear="all"></div><div dir="ltr" class="gmail_signature" data-smartmail="gmail_signature"><div>Márcia</div></div><br><br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">Em qui., 12 de fev.</div><blockquote class="gmail_quote">x</blockquote></div>', "Sim"),
    "qq": ('<div>好的</div><div><br></div><div><includetail><div style="font-size:12px">------------------&nbsp;原始邮件&nbsp;------------------</div><div><b>发件人:</b>&nbsp;"Shop"&lt;s@s.example&gt;;</div><div><b>发送时间:</b>&nbsp;2026年2月12日</div><div><b>收件人:</b>&nbsp;"M"</div><div><b>主题:</b>&nbsp;订单</div><div>你好</div></includetail></div>', "好的"),
    "text above and inline answers gmail cites": ('<div dir="ltr"><div>Oi SAC, respondo abaixo</div><div class="gmail_quote"><div class="gmail_attr">Em qui., 12 de fev. de 2026 às 09:41, SAC &lt;s@l.example&gt; escreveu:</div><blockquote class="gmail_quote"><div>CPF?</div></blockquote><div>111</div><blockquote class="gmail_quote"><div>Rua?</div></blockquote><div>A, 5</div></div></div>', KEEP),
}  # fmt: skip
