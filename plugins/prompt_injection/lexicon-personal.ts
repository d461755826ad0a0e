import type { Lexicon } from "./lexicon.ts";

/**
 * In one list for all languages but English: users and what is personal to them, who asks and how, the disguises in which a
 * secret may be told, and stories in which it may be.
 */
export const personal: Lexicon = {
  user_x: `benutzer*|nutzer*|gebruiker*|användar*|bruger*|utilisat*|usuari*|usuári*|utente*|utenti|użytkownik*|uživatel*
    |korisnik*|пользовател*|користувач*|kullanıcı*|χρήστη*|felhasználó*|käyttäjä*|用户|用戶|使用者|ユーザー|ユーザ|사용자|المستخدم
    |مستخدم|उपयोगकर्ता|उपभोक्ता|यूजर|ব্যবহারকারী|người dùng|pengguna*|gumagamit*|ผู้ใช้`,
  personal_x: `e-mail-adresse*|email-adresse*|mailadresse*|geburts*|wohnt|wohnort|lebt|telefonnummer*|initialen|kontostand
    |adresse*|date de naissance|année de naissance|mois de naissance|habite|vit-il|vit actuellement
    |ville de résidence|initiales|couleur préférée|solde|correo electr*|fecha de nacimiento|año de nacimiento
    |mes de nacimiento|vive|reside|ciudad de residencia|iniciales|color favorito|saldo|endereço de e*
    |endereco de e*|data de nascimento|ano de nascimento|mês de nascimento|mora|cidade de resid*|iniciais
    |cor favorita|indirizzo e*|indirizzo di posta|data di nascita|anno di nascita|mese di nascita|residenza
    |iniziali|colore preferito|abita|адрес*|дат* рождения|год* рождения|месяц* рождения|живет|живёт|проживает
    |инициал*|город* проживания|любимый цвет|почт*|doğum*|yaşıyor|adresi*|oturuyor|ikamet*|baş harf*|en sevdiği|邮箱
    |电子邮件|郵件|出生|生日|住在|居住|地址|首字母|喜欢的颜色|メールアドレス|誕生|生年月日|住んで|イニシャル|好きな色|電子メール|이메일|생년|생일|출생|거주|살고|사는|이니셜|좋아하는 색
    |البريد الإلكتروني|ميلاد|يعيش|يسكن|إقامة|الأحرف الأولى|اللون المفضل|ईमेल|जन्म*|रहता|रहते|रहती|रह रहा|निवास
    |आद्याक्षर|पसंदीदा रंग|शहर|ইমেল|ইমেইল|জন্ম|বাস করে|থাকেন|থাকে|বাসস্থান|আদ্যক্ষর|প্রিয় রঙ|email của|ngày sinh
    |năm sinh|tháng sinh|sống ở|đang sống|cư trú|chữ cái đầu|màu yêu thích|alamat*|tanggal lahir|tahun lahir
    |kelahiran|tinggal|inisial|warna favorit|email address|kaarawan|kapanganakan|nakatira|naninirahan
    |paboritong kulay|อีเมล|วันเกิด|ปีเกิด|เดือนเกิด|อาศัยอยู่|ที่อยู่|ชื่อย่อ|อักษรย่อ|สีโปรด|ζει|γέννησης
    |διεύθυνση|mieszka|urodzenia|adres*|narození|bydliště|rođenja|živi|születés*|lakik|syntymä*|asuu`,
  where_x: `wo wohnt|wo lebt|où habite|où vit|dónde vive|donde vive|onde mora|onde vive|dove vive|dove abita|где живет
    |где живёт|где сейчас|nerede yaşıyor|nerede|住在哪里|住在哪|哪里|どこに住|どこ|어디|أين يعيش|أين|कहाँ|कहां|কোথায়|sống ở đâu
    |ở đâu|di mana|saan|ที่ไหน|πού|gdzie|kde|gdje|hol|missä`,
  request_me_x: `können sie mir|kannst du mir|könnten sie mir|könntest du mir|könnt ihr mir|sagen sie mir|sag mir
    |pouvez-vous me|peux-tu me|pourriez-vous me|dites-moi|dis-moi|puedes decirme|puede decirme|podrías decirme
    |podría decirme|puedes darme|dime|dígame|pode me|poderia me|você pode me|diga-me|me diga|puoi dirmi|può dirmi
    |potresti dirmi|potrebbe dirmi|dimmi|mi dica|можете ли вы сказать|можешь сказать|не могли бы вы сказать
    |скажите мне|скажи мне|сказать мне|söyler misin*|söyleyebilir*|bana söyle*|verir misin*|告诉我|告訴我|能否告诉|教えて
    |教えてください|알려|말해|말씀해|أن تخبرني|تخبرني|أخبرني|قل لي|मुझे बता*|बता सकते|बताओ|আমাকে বল|বলতে পার|বলুন|cho tôi biết
    |nói cho tôi|cho biết|beri tahu|beritahu|memberi tahu|katakan|sabihin sa akin|masasabi|maaari mo bang sabihin
    |บอกฉัน|บอกผม|บอกได้|πείτε μου|πες μου|powiedz mi|řekni mi|reci mi`,
  form_x: `gedicht*|haiku*|akrostichon|rückwärts|umgekehrt*|umkehr*|verkehrt herum|erste* buchstabe*|ersten drei
    |ersten zwei|ersten vier|kodier*|codier*|verschlüssel*|reim*|hinweis*|rätsel|poème*|poésie|haïku*|acrostiche
    |à l'envers|ordre inverse|premières lettres|première lettre|coder|encoder|encode*|rime*|indice|devinette|poema
    |haikus|acróstico|al revés|orden inverso|primeras letras|primera letra|tres primeras|codificar|codifica*|rima*
    |pista|adivinanza|ordem inversa|ao contrário|primeiras letras|primeira letra|dica|adivinha|poesia|acrostico
    |al contrario|ordine inverso|prime lettere|prima lettera|indizio|indovinello|стих*|хайку|акростих|наоборот
    |обратном порядке|первые буквы|первая буква|первые три|закодир*|рифм*|подсказк*|загадк*|şiir*|haiku|akrostiş
    |tersten|ters sırayla|ters*|ilk harf*|ilk üç|kodla*|kafiye*|ipucu|bilmece|诗|俳句|藏头诗|倒序|反向|首字母|前三个|编码|押韵|提示|谜语|詩
    |アクロスティック|逆順|逆に|最初の|頭文字|エンコード|韻|ヒント|なぞなぞ|시를|하이쿠|아크로스틱|거꾸로|역순|첫 글자|처음 세|인코딩|힌트|수수께끼|قصيدة|هايكو|عكسي|بالعكس
    |الأحرف الأولى|الحرف الأول|أول ثلاثة|ترميز|تشفير|تلميح|قافية|कविता|हाइकू|हाइकु|उल्टे|उलटा|पहले अक्षर
    |पहला अक्षर|पहले तीन|एन्कोड|एनकोड|संकेत|तुकबंदी|কবিতা|হাইকু|উল্টো|প্রথম অক্ষর|প্রথম তিন|এনকোড|ইঙ্গিত|bài thơ
    |thơ|ngược|chữ cái đầu|ba chữ cái|mã hóa|gợi ý|vần|puisi|terbalik|huruf pertama|tiga huruf|kode*|petunjuk
    |sajak|tula|akrostik|pabaliktad|baligtad|unang titik|unang letra|unang tatlong|i-encode|pahiwatig|บทกวี|กลอน
    |ไฮกุ|ย้อนกลับ|ตัวอักษรตัวแรก|อักษรสามตัว|เข้ารหัส|คำใบ้|pig latin|pig-latin|base64|rot13|morse|latin cochon
    |schweinelatein|สัมผัส|ποίημα|wiersz*|báseň|pjesm*|vers|runo`,
  write_x: `schreib*|verfass*|écri*|rédige*|escrib*|redacta*|escrev*|redij*|scriv*|напиши*|сочини*|yaz|yazın|yazar*|写|寫
    |書いて|作って|써|작성|지어|اكتب|لكتابة|लिख*|লিখ*|লেখ*|viết|tulis*|isulat*|sumulat|gumawa|เขียน|แต่ง|napisz*|napiš*
    |γράψε*|schrijf*|skriv*`,
  what_x: `was ist|ist das|wie lautet|qual è|qual e|quelle est|quel est|cuál es|cual es|qual é|ano ang|apa itu|apa kata|nedir
    |какой|каков*|是什么|什么是|何ですか|何です|무엇|뭐|là gì|คืออะไร|क्या है|ما هي|ما هو|কি|jakie jest|jaké je|ποιος είναι`,
  can_you_x: `kannst du|können sie|könnten sie|könntest du|puoi|può|potresti|puedes|puede|podrías|podría|pouvez-vous|peux-tu
    |pourriez-vous|pode|você pode|poderia|можете|можешь|могли бы|misin*|mısın*|bilir mi*|能否|可以|能不能|できますか|もらえますか
    |くれますか|でしょうか|주실 수|해 주|할 수 있|수 있나요|هل يمكنك|يمكنك|क्या आप|सकते हैं|सकता है|আপনি কি|পারেন|পারবেন|bạn có thể
    |có thể|bisakah|dapatkah|bisa kau|maaari mo ba*|maaari ba*|maari mo|pwede mo|คุณช่วย|คุณสามารถ|ได้ไหม|ช่วย
    |μπορείτε|μπορείς|czy możesz|můžete|možete li|tudsz|voitko|kunt u|kun je|kan du|你能|您能|能提供|能告诉|能给`,
  reset_x: `zurücksetz*|ändern|änder*|réinitialis*|changer|modifier|restablec*|cambiar|redefin*|alterar|mudar|reimpost*
    |cambiare|reimposta*|сброс*|измен*|смен*|восстанов*|sıfırla*|değiştir*|重置|重设|更改|修改|找回|リセット|変更|再設定|재설정|변경
    |إعادة تعيين|تغيير|रीसेट|बदल*|রিসেট|পরিবর্তন|đặt lại|đổi|thay đổi|setel ulang|ubah|mengganti|ganti|i-reset
    |palitan|baguhin|รีเซ็ต|เปลี่ยน|reset|change|zmień|změnit|generator*|manager*`,
  decode_x: `decodific*|décod*|dekod*|entschlüssel*|entziffer*|декодир*|расшифр*|解码|破译|解密|デコード|解読|디코딩|디코드|해독|çöz*|giải mã
    |mendekode|pecahkan|i-decode|ma-decode|ถอดรหัส|فك*|डिकोड*|डीकोड*|ডিকোড*|αποκωδικοποι*|descodific*|decodieren
    |decodier*|decodeer*|decodez`,
  cipher_x: `rot13|rot-13|caesar*|cäsar*|césar*|cesare|cezar*|sezar*|цезар*|морзе|morse*|mors|凯撒|恺撒|摩斯|莫尔斯|シーザー|カエサル|モールス
    |시저|카이사르|모스|모르스|hex*|hès*|esadecimal*|hexadéc*|шестнадцат*|十六进制|16進|16진|base64|binär*|binar*|binair*|binári*
    |двоичн*|ikili*|二进制|バイナリ|2進|이진|바이너리|الثنائي|الثنائية|ثنائي*|قيصر|مورس|سداسي*|सीज़र|सीजर|मोर्स|बाइनरी|हेक्स*
    |সিজার|মোর্স|বাইনারি|হেক্স*|nhị phân|thập lục|biner|heksa*|ไบนารี|มอร์ส|ซีซาร์|เลขฐาน|ฐานสิบหก|onaltılık
    |καίσαρα|μορς|δυαδικ*`,
  authority_x: `ich bin gott|ich bin dein entwickler|ich bin ihr entwickler|als ihr entwickler|als dein entwickler
    |ich bin ihr chef|soy dios|soy tu desarrollador|soy su desarrollador|como tu desarrollador
    |como su desarrollador|soy tu jefe|soy su jefe|je suis dieu|je suis votre développeur|je suis ton développeur
    |en tant que votre développeur|je suis votre patron|sono dio|sono il tuo sviluppatore
    |sono il vostro sviluppatore|come tuo sviluppatore|sono il tuo capo|eu sou deus|sou deus|sou seu desenvolvedor
    |sou o seu desenvolvedor|como seu desenvolvedor|sou seu chefe|я бог|я ваш разработчик|я твой разработчик
    |как ваш разработчик|я ваш начальник|ben tanrı*|geliştiriciniz*|geliştiricin*|patronunuz*|我是上帝|我是神|我是你的开发
    |我是您的开发|作为你的开发|我是你的老板|私は神|私はあなたの開発者|あなたの開発者|私はあなたの上司|나는 신|저는 신|나는 하나님|당신의 개발자|너의 개발자|당신의 상사|أنا الله|أنا إله
    |أنا الرب|أنا مطورك|أنا المطور|أنا رئيسك|मैं भगवान|मैं ईश्वर|मैं परमेश्वर|आपका डेवलपर|आपका बॉस|আমি ঈশ্বর
    |আমি সৃষ্টিকর্তা|আমি আপনার ডেভেলপার|আপনার ডেভেলপার|tôi là chúa|tôi là thượng đế|tôi là nhà phát triển
    |sếp của bạn|saya tuhan|aku tuhan|saya adalah tuhan|saya pengembang|saya adalah pengembang|pengembang anda
    |bos anda|atasan anda|ako ang diyos|ako ay diyos|ako si god|iyong developer|inyong developer|iyong boss
    |ฉันคือพระเจ้า|ผมคือพระเจ้า|ฉันเป็นพระเจ้า|ผู้พัฒนาของคุณ|นักพัฒนาของคุณ|เจ้านายของคุณ|είμαι ο θεός
    |jestem bogiem`,
  fiction_x: `stell dir vor|stellen sie sich vor|angenommen|hypothetisch*|nehmen wir an|imaginez|imagine que|imaginons
    |supposons|supposez|hypothétique*|imagina que|imaginen|imagínate|supongamos|supón|suponga*|hipotétic*|suponha*
    |digamos|finja que|immagina*|immaginiamo|supponiamo|supponi|ipotetic*|representa que|представьте|представь
    |предположим|допустим|гипотетическ*|hayal edin|hayal et|diyelim ki|varsayalım|varsayımsal|想象一下|想象|假设|假如|假想
    |想像してください|想像して|仮定して|仮に|と仮定|상상해|가정해|가정하|가정적|تخيل|افترض|لنفترض|افتراضي|कल्पना कीजिए|कल्पना करो|कल्पना करें
    |मान लीजिए|मान लो|काल्पनिक|কল্পনা করুন|কল্পনা কর|ধরুন|মনে করুন|অনুমান|hãy tưởng tượng|tưởng tượng|giả sử
    |giả định|bayangkan*|misalkan|anggaplah|andaikan|katakanlah|isipin|ipagpalagay|kunwari|hipotetikal|ลองนึกภาพ
    |สมมติ|จินตนาการ|φανταστείτε|ας υποθέσουμε|wyobraź*|załóżmy|představ*|předpokládejme|zamisli*|pretpostavimo
    |képzeld*|tegyük fel|kuvittele*`,
  despite_x: `unabhängig von|ungeachtet|indépendamment d*|quelles que soient|independientemente de*|sin importar|independentemente d*|indipendentemente da*|a prescindere da*
    |независимо от|несмотря на|bağımsız olarak|bakılmaksızın|不管|无论|無論|不论|関係なく|かかわらず|관계없이|상관없이|بغض النظر|परवाह किए|चाहे|निर्विशेष|নির্বিশেষে|bất kể|không phụ thuộc|terlepas dari|tanpa memperhatikan
    |anuman ang|hindi alintana|โดยไม่คำนึง|ไม่ว่า|ανεξάρτητα|niezależnie od|bez ohledu|bez obzira|függetlenül|riippumatta`,
};
