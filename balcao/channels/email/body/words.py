"""What mail programs write around a quoted mail, in the languages that our users' customers write. Pure data."""

import re
from typing import Final

FROM: Final = """
from|de|von|da|van|fra|från|od|от|от кого|від|kimden|gönderen|lähettäjä|feladó|από|expéditeur|remitente|remetente
מאת|من|发件人|寄件者|寄件人|差出人|送信者|보낸 사람|보낸사람|จาก|từ|de la|expeditor|ot|dari|saatja|nuo|no
"""
SENT: Final = """
sent|date|enviado|enviada|enviada em|enviado em|enviado el|data|fecha|fecha de envío|envoyé|date d'envoi|gesendet
datum|inviato|data invio|verzonden|sendt|dato|skickat|wysłano|отправлено|дата|надіслано|gönderildi|gönderilme|tarih
gönderilme tarihi|lähetetty|päivämäärä|odesláno|dátum|küldve|elküldve|στάλθηκε|ημερομηνία|送信日時|日付|日時|发送时间|发送日期|日期
寄件日期|傳送時間|보낸 날짜|날짜|보낸시간|נשלח|תאריך|تاريخ الإرسال|التاريخ|تم الإرسال|trimis|data și ora|dikirim|tanggal|ngày|đã gửi
"""
TO: Final = """
to|para|à|an|a|aan|til|till|do|кому|до|kime|alıcı|vastaanottaja|komu|címzett|προς|宛先|收件人|받는 사람|받는사람|אל|إلى|către
kepada|đến|tới|pour|destinatario|destinatário
"""
SUBJECT: Final = """
subject|assunto|asunto|objet|sujet|betreff|oggetto|onderwerp|emne|ämne|temat|тема|konu|aihe|předmět|predmet|tárgy|θέμα|件名|主题
主題|主旨|제목|נושא|الموضوع|subiect|subjek|perihal|chủ đề|tiêu đề
"""
COPY: Final = "cc|cco|bcc|cópia|copia|kopie|kopia|копия|kópia|bilgi|抄送|副本|참조|עותק|نسخة|responder para|reply-to|importance|attachments"
ORIGINAL: Final = """
original message|original e-?mail|mensagem original|mensaje original|e-?mail original|correo original|message d['’]origine
message original|messaggio originale|urspr[uü]ngliche nachricht|original-?nachricht|oorspronkelijk bericht|originalmeddelande
urspr[uü]ngligt meddelande|oprindelig meddelelse|opprinnelig melding|alkuperäinen viesti|wiadomość oryginalna
oryginalna wiadomość|исходное сообщение|оригинальное сообщение|původní zpráva|pôvodná správa|eredeti üzenet|αρχικό μήνυμα
özgün ileti|orijinal (?:mesaj|ileti)|元のメッセージ|원본 ?메시지|원본 ?메일|original ?메시지|邮件原件|原始邮件|原始信件|原始郵件|原邮件
הודעה מקורית|الرسالة الأصلية|mesaj original|mesajul original|pesan asli|tin nhắn gốc|thư gốc
"""
FORWARDED: Final = """
forwarded message|mensagem (?:re)?encaminhada|mensaje reenviado|correo reenviado|message transféré|message réexpédié
weitergeleitete nachricht|messaggio inoltrato|doorgestuurd bericht|vidarebefordra(?:t|de) meddelande(?:t)?
videresendt (?:meddelelse|melding|besked)|välitetty viesti|przekazana wiadomość|wiadomość przekazana
пересылаемое сообщение|пересланное сообщение|переслане повідомлення|iletilen mesaj|yönlendirilmiş (?:ileti|mesaj)
přeposlaná zpráva|továbbított üzenet|προωθημένο μήνυμα|転送(?:された)?メッセージ|転送メール|转发邮件|转发的邮件|轉寄郵件|已转发邮件|전달된 메시지
הודעה שהועברה|رسالة محولة|mesaj redirecționat|pesan terusan|tin nhắn được chuyển tiếp
"""
FORWARD_BEGINS: Final = """
begin forwarded message|início da mensagem (?:re)?encaminhada|inicio del mensaje reenviado
début du message (?:réexpédié|transféré)|anfang der weitergeleiteten nachricht|inizio (?:del )?messaggio inoltrato
begin doorgestuurd bericht|vidarebefordrat brev|videresendt besked|начало переадресованного сообщения
転送されたメッセージ|下面是被转发的邮件|開始轉寄郵件|전달된 메시지 시작|iletilen mesajın başlangıcı|początek przekazywanej wiadomości
"""

# The last word of a line that says who wrote what follows, where the language puts the verb there.
WROTE: Final = """
wrote|sent|writes|escreveu|enviou|escribió|envió|a écrit|a envoyé|schrieb|ha scritto|ha inviato|schreef|skrev|kirjoitti
napisał|napisała|napisał\\(a\\)|napsal|napsala|написал|написала|пишет|написав|yazdı|şunu yazdı|írta|έγραψε|a scris|menulis|đã viết
"""


def listed(words: str) -> str:
    """A table above as one choice of a pattern; the longest first, so that `enviada em` is not taken for `enviada`."""
    found = [word.strip() for line in words.strip().splitlines() for word in line.split("|") if word.strip()]
    return "|".join(sorted(found, key=len, reverse=True))


def choice(words: str) -> str:
    """Like `listed`, for tables whose entries are patterns of their own."""
    return "|".join(line.strip() for line in words.strip().splitlines())


_KEY = rf"(?P<from>{listed(FROM)})|(?P<sent>{listed(SENT)})|(?P<to>{listed(TO)})|(?P<subject>{listed(SUBJECT)})|(?P<copy>{COPY})"
# Possessive repetitions: a line of a thousand underscores is tried once, not once for each way to divide it.
HEADER: Final = re.compile(rf"[\s*_]*+(?:{_KEY})[\s*_]*+[:：]", re.IGNORECASE)
_RULE = r"\s*+[-_=*]{2,}+[\s*_]*+"
_RULE_AFTER = r"[\s:]*+[-_=*\s]{2,}+"
ORIGINAL_LINE: Final = re.compile(
    rf"{_RULE}(?:{choice(ORIGINAL)}){_RULE_AFTER}(?:$|(?:{_KEY})\s*+[:：])", re.IGNORECASE
)
FORWARD_LINE: Final = re.compile(
    rf"(?:{_RULE}(?:{choice(FORWARDED)}){_RULE_AFTER}|[\W_]*+(?:{choice(FORWARD_BEGINS)})\s*+[:：]?\s*+)$",
    re.IGNORECASE,
)
WRITES: Final = re.compile(rf"(?<!\w)(?:{choice(WROTE)})\s*[:：]?\W*$", re.IGNORECASE)
LINKED: Final = re.compile(
    r"\[([^\[\]]{1,80})\]\(https?:[^()\s]{1,200}\)|<https?:[^<>\s]{1,200}>|https?://(?:www\.)?([\w-]{1,60})\S{0,200}"
)
# A line of a program about the device; nothing but a name may follow, so no sentence of a person is taken for it.
DEVICE_LINE: Final = re.compile(
    r"\W*(?:(?:sent|envoyé|enviad[oa]|gesendet|inviato|verstuurd|verzonden|sendt|skickat|wysłan[eo]|отправлено|mensagem enviada)"
    r"\s(?:from|with|using|via|de|do|da|desde|depuis|con|com|mit|von|dal?|vanaf|van|fra|från|z|с|pel[oa])\b[^.!?:]{2,70}"
    r"|von mei(?:nem|ner)\s[^.!?:]{2,40}\sgesendet"
    r"|(?:get|obtener|obtenga|obter|obtenha|baixar|télécharger|téléchargez|holen sie sich|scarica)\s(?:o\s|l['’])?outlook\b[^.!?:]{0,40}(?:<[^>]*>|\([^)]*\))?"
    r"|iphone['’]?umdan gönderildi|[^。]{2,30}から送信(?:しました)?|发自我的[^。]{2,30}|[来來]自我的[^。]{2,30}|從我的[^。]{2,30}傳送"
    r"|나의\s[^.]{2,20}에서\s보냄)[.\s]*(?:<[^>]*>|\(https?:[^)]*\))?\W*$",
    re.IGNORECASE,
)
