"""Old mails below an answer, as mail programs of many languages write them: attribution, header block or HTML."""

OLD = "Ban Biên tập đã nhận được tin, bài của ông. Mã tiếp nhận: LG-2025-000412."
_BBT = "Ban Biên tập <bbt@example.vn>"

# an attribution above cited lines, or above bare ones where the program does not cite
WROTE = {
    "it gmail": f"Il giorno ven 3 ott 2025 alle ore 15:13 {_BBT} ha scritto:",
    "it apple": f"Il giorno 3 ott 2025, alle ore 15:13, {_BBT} ha scritto:",
    "es gmail": f"El vie, 3 oct 2025 a las 15:13, {_BBT} escribió:",
    "pt gmail": f"Em sex., 3 de out. de 2025 às 15:13, {_BBT} escreveu:",
    "nl gmail": f"Op vr 3 okt 2025 om 15:13 schreef {_BBT}:",
    "pl gmail": f"pt., 3 paź 2025 o 15:13 {_BBT} napisał(a):",
    "ru gmail": f"пт, 3 окт. 2025 г. в 15:13, {_BBT}:",
    "ru yandex": f"03.10.2025, 15:13, {_BBT} пишет:",
    "sv gmail": f"Den fre 3 okt. 2025 kl 15:13 skrev {_BBT}:",
    "da gmail": f"Den fre. 3. okt. 2025 kl. 15.13 skrev {_BBT}:",
    "no gmail": f"fre. 3. okt. 2025 kl. 15:13 skrev {_BBT}:",
    "fi gmail": f"pe 3. lokak. 2025 klo 15.13 {_BBT} kirjoitti:",
    "tr gmail": f"{_BBT}, 3 Eki 2025 Cum, 15:13 tarihinde şunu yazdı:",
    "cs gmail": f"pá 3. 10. 2025 v 15:13 odesílatel {_BBT} napsal:",
    "hu gmail": f"{_BBT} ezt írta (időpont: 2025. okt. 3., P, 15:13):",
    "ja gmail": f"2025年10月3日(金) 15:13 {_BBT}:",
    "ja thunderbird": f"2025/10/03 15:13、{_BBT} のメール:",
    "zh gmail": f"{_BBT} 于2025年10月3日周五 15:13写道：",
    "zh thunderbird": f"在 2025/10/3 15:13, {_BBT} 写道:",
    "ko gmail": f"2025년 10월 3일 (금) 오후 3:13, {_BBT}님이 작성:",
    "de gmail": f"Am Fr., 3. Okt. 2025 um 15:13 Uhr schrieb {_BBT}:",
    "fr gmail": f"Le ven. 3 oct. 2025 à 15:13, {_BBT} a écrit :",
    "en date first": f"Fri, 3 Oct 2025 15:13:00 +0700, {_BBT} wrote:",
    "en name first": f"{_BBT} wrote on 03/10/2025 15:13:",
    "en over two lines": "On Fri, Oct 3, 2025 at 3:13 PM Ban Biên tập\n<bbt@example.vn> wrote:",
    "en over three lines": "On Fri, Oct 3, 2025 at 3:13 PM\nBan Biên tập Cổng thông tin <\nbbt@example.vn> wrote:",
    "it over two lines": "Il giorno ven 3 ott 2025 alle ore 15:13 Ban Biên tập\n<bbt@example.vn> ha scritto:",
    "es over two lines": "El vie, 3 oct 2025 a las 15:13, Ban Biên tập (<bbt@example.vn>)\nescribió:",
    "vi name first": f"{_BBT} đã viết vào 15:13 ngày 03/10/2025:",
    "vi date first": f"03/10/2025 15:13, {_BBT} đã viết:",
    "vi over three lines": "Vào 15:13, Th 6, 3 thg 10, 2025\nBan Biên tập Cổng thông tin\n<bbt@example.vn> đã viết:",
    "zoho": f"---- On Fri, 03 Oct 2025 15:13:00 +0700 {_BBT} wrote ----",
}

BLOCKS = {
    "it outlook": ("Da:", "Inviato:", "A:", "Oggetto:"),
    "es outlook": ("De:", "Enviado:", "Para:", "Asunto:"),
    "pt outlook": ("De:", "Enviada em:", "Para:", "Assunto:"),
    "nl outlook": ("Van:", "Verzonden:", "Aan:", "Onderwerp:"),
    "pl outlook": ("Od:", "Wysłano:", "Do:", "Temat:"),
    "ru outlook": ("От:", "Отправлено:", "Кому:", "Тема:"),
    "sv outlook": ("Från:", "Skickat:", "Till:", "Ämne:"),
    "da outlook": ("Fra:", "Sendt:", "Til:", "Emne:"),
    "fi outlook": ("Lähettäjä:", "Lähetetty:", "Vastaanottaja:", "Aihe:"),
    "tr outlook": ("Kimden:", "Gönderildi:", "Kime:", "Konu:"),
    "cs outlook": ("Od:", "Odesláno:", "Komu:", "Předmět:"),
    "ja outlook": ("差出人:", "送信日時:", "宛先:", "件名:"),
    "zh outlook": ("发件人:", "发送时间:", "收件人:", "主题:"),
    "zh wide": ("发件人：", "发送时间：", "收件人：", "主题："),
    "ko outlook": ("보낸 사람:", "보낸 날짜:", "받는 사람:", "제목:"),
    "fr outlook": ("De :", "Envoyé :", "À :", "Objet :"),
    "de outlook": ("Von:", "Gesendet:", "An:", "Betreff:"),
    "en bold": ("*From:*", "*Sent:*", "*To:*", "*Subject:*"),
    "vi bold": ("*Từ:*", "*Đã gửi:*", "*Tới:*", "*Chủ đề:*"),
    "vi outlook": ("Từ:", "Ngày:", "Đến:", "Tiêu đề:"),
}


def block(name: str) -> str:
    """The header of an old mail and the mail."""
    sender, date, to, subject = BLOCKS[name]
    return f"{sender} {_BBT}\n{date} 3/10/2025 15:13\n{to} Lò Văn Sáng\n{subject} Đã nhận tin, bài\n\n{OLD}"


_CITED = f"<blockquote type='cite'><p>{OLD}</p></blockquote>"
HTML = {
    "gmail attribution unknown": f"<div class='gmail_quote'><div class='gmail_attr' dir='ltr'>Pada Jum, 3 Okt 2025 "
    f"{_BBT.replace('<', '&lt;')} :<br></div><blockquote class='gmail_quote'>{OLD}</blockquote></div>",
    "thunderbird": f"<div class='moz-cite-prefix'>3.10.2025 15:13 keltezéssel, Ban Biên tập írta:<br></div>{_CITED}",
    "yahoo": f"<div class='yahoo_quoted'><div>Vào 3/10/2025, Ban Biên tập viết:</div><div>{OLD}</div></div>",
    "outlook mac": f"<span id='OLK_SRC_BODY_SECTION'><div><b>From: </b>Ban<br><b>Date: </b>3/10<br><b>To: </b>S<br>"
    f"<b>Subject: </b>Tin</div><div>{OLD}</div></span>",
    "outlook": "<div id='appendonsend'></div><hr><div id='divRplyFwdMsg'><b>Từ:</b> Ban Biên tập<br><b>Đã gửi:</b> 3/10"
    f"<br><b>Đến:</b> S<br><b>Chủ đề:</b> Tin</div><div>{OLD}</div>",
    "new outlook": f"<div id='mail-editor-reference-message-container'><div>{OLD}</div></div>",
    "proton": f"<div class='protonmail_quote'>On Friday, Ban wrote:<br>{_CITED}</div>",
    "zoho": f"<div class='zmail_extra'>---- Am Fr schrieb Ban ----<br>{_CITED}</div>",
    "zimbra": "<hr id='zwchr' data-marker='__DIVIDER__'><div data-marker='__HEADERS__'><b>From: </b>Ban<br><b>To: </b>S"
    f"<br><b>Sent: </b>3/10<br><b>Subject: </b>Tin<br></div><div data-marker='__QUOTED_TEXT__'>{OLD}</div>",
    "apple": f"<div><blockquote type='cite'><p>On 3 Oct 2025, at 15:13, Ban wrote:</p><p>{OLD}</p></blockquote></div>",
}

FORWARDS = {
    "de apple": ("Anfang der weitergeleiteten Nachricht:", ("Von:", "Betreff:", "Datum:", "An:")),
    "de thunderbird": ("-------- Weitergeleitete Nachricht --------", ("Betreff:", "Datum:", "Von:", "An:")),
    "fr apple": ("Début du message réexpédié :", ("De:", "Objet:", "Date:", "À:")),
    "it": ("---------- Messaggio inoltrato ----------", ("Da:", "Data:", "A:", "Oggetto:")),
    "es": ("---------- Mensaje reenviado ----------", ("De:", "Fecha:", "Para:", "Asunto:")),
    "pt": ("---------- Mensagem encaminhada ----------", ("De:", "Data:", "Para:", "Assunto:")),
    "nl": ("Begin doorgestuurd bericht:", ("Van:", "Onderwerp:", "Datum:", "Aan:")),
    "pl": ("---------- Wiadomość przekazana ----------", ("Od:", "Data:", "Do:", "Temat:")),
    "ru": ("-------- Пересылаемое сообщение --------", ("От:", "Дата:", "Кому:", "Тема:")),
    "sv": ("---------- Vidarebefordrat meddelande ----------", ("Från:", "Datum:", "Till:", "Ämne:")),
    "zh": ("-------- 转发邮件信息 --------", ("发件人：", "发送日期：", "收件人：", "主题：")),
    "ja": ("---------- 転送メッセージ ----------", ("差出人:", "日付:", "宛先:", "件名:")),
    "ko": ("---------- 전달된 메시지 ----------", ("보낸 사람:", "날짜:", "받는 사람:", "제목:")),
    "vi": ("---------- Thư được chuyển tiếp ----------", ("Từ:", "Ngày:", "Đến:", "Chủ đề:")),
}
FOOTERS = (
    "Sent from my Samsung Galaxy smartphone.", "Đã gửi từ iPhone của tôi", "Được gửi từ Yahoo Mail trên Android",
    "Von meinem iPhone gesendet", "Envoyé de mon iPhone", "Enviado desde mi iPhone", "Inviato da iPhone",
    "Verzonden vanaf mijn iPhone", "Отправлено с iPhone", "Skickat från min iPhone", "iPhoneから送信", "发自我的iPhone",
    "나의 iPhone에서 보냄", "Get Outlook for iOS",
)  # fmt: skip
