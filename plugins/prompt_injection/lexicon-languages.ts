import type { Lexicon } from "./lexicon.ts";

/**
 * Words of other languages for what most injections come down to: to drop what was said, and to give away prompt or password.
 * Concepts have an `_x` behind them, because their order in a sentence is free.
 */
export const languages: readonly Lexicon[] = [
  {
    // German, Dutch, Scandinavian
    override_x: `ignorier*|vergiss*|vergesst|vergessen sie|missachte*|außer acht|verwirf*|hinter sich|überschreib*
      |aus dem kopf|abweichend|negeer*|vergeet*|ignorera*|ignorer*|glöm*|glem*|missachten|ignorieren sie|vergessen`,
    instructions_x: `anweisung*|instruktion*|befehl*|aufträge*|auftrag*|vorgabe*|regeln|richtlinie*|ausführungen|prompt*
      |instructie*|opdracht*|richtlijn*|regels|anvisning*|regler|prompt-texte`,
    material_x: "aufgabe*|information*|text|texte|kontext|gespräch*|nachrichten|eingaben|taken",
    all_x: "alle|alles|allen|sämtliche*|alla|gesamte*|ganze*",
    previous_x: `vorherig*|bisherig*|obig*|vorangegangen*|vorhergehend*|davor|zuvor|vorhin|vorher|oben|gesagte|deine*|ihre*
      |vorige|voorgaande|eerdere|bovenstaande|tidigare|föregående|ovan*|tidligere|ovenstående|du weißt
      |erhalten haben`,
    show_x: `zeig*|vorzeigen|nenne|nennen sie|verrat*|gib*|geben sie|sag*|ausgeben|wiederhol*|toon|herhaal*|wie lautet
      |was ist|visa|vis|teilen`,
    prompt_x: `prompt-text*|prompttext*|systemprompt*|system-prompt*|systemanweisung*|deine anweisungen|ihre anweisungen
      |deine prompt*|systeemprompt`,
    password_x: `passwort*|kennwort*|geheimschlüssel|geheimen schlüssel|geheimcode|wachtwoord*|lösenord*|zugangscode`,
    persona_x: `ich möchte, dass sie als|ich möchte, dass du als|du bist jetzt|jetzt bist du|sie sind jetzt|du bist nun
      |ab jetzt bist|tu so als|stell dir vor, du bist|je bent nu|von nun an bist|du är nu|fungieren|du bist keine
      |sie sind keine|im stile eine*|bist du jetzt`,
    new_task_x: `neue aufgabe*|neuen aufgabe*|neue anweisung*|weitere aufgaben|neue herausforderung|nieuwe opdracht*
      |nieuwe taak|paar aufgaben|neue aufgabe|nächste aufgabe|verfasse nun|schreibe nun|formuliere nun
      |nun schreibe|erledigt. verfasse|beantworte nun|maintenant écris|ahora escribe|agora escreva|ora scrivi`,
    say_x: `schreibe nur|sag nur|antworte nur|gib nur|nur noch sagen|geben sie stattdessen|sag einfach|du stirbst
      |sie mir "|sagen sie "|achtung - stopp|mir "`,
  },
  {
    // French, Spanish, Portuguese, Italian, Romanian
    override_x: `ignorez|oubliez|oublie|ne tenez pas compte|ne tiens pas compte|faites abstraction|négligez|ignora*|olvid*
      |haz caso omiso|hagas caso|no tengas en cuenta|descarta*|omita|omite|esqueç*|esqueca*|esquece*|desconsidere*
      |desconsidera*|dimentica*|non tenere conto|trascura*|tralascia*|ignorate|ignoră|uită|uitați|ignori`,
    ignore_x: `ignore la|ignore le|ignore o|ignore a|ignore as|ignore os|ignore el|ignore los|ignore las|ignore les
      |ignore tout|ignore todo|ignore tudo|ignore toutes|ignore cette|ignore esta|ignore este`,
    instructions_x: `instructions|consigne*|directive*|règles|ordres|instruccion*|directrices|reglas|órdenes|indicaciones
      |instruç*|instruco*|diretriz*|regras|ordens|comandos|istruzion*|direttiv*|regole|ordini|indicazioni|comandi
      |instrucțiun*|prompt*|orientações`,
    material_x: `tâches|tareas|tarefas|compiti|informations|información|informações|informazioni|texte|texto|testo|contexto
      |contexte|contesto|conversación`,
    all_x: `toutes|tous|tout|todas|todos|todo|tudo|tutte|tutti|tutto|toate|qualquer|qualsiasi|cualquier`,
    previous_x: `précédent*|antérieur*|ci-dessus|dessus|avant|vos|tes|anterior*|previa*|previo*|arriba|antes|tus|sus|prévi*
      |acima|suas|tuas|seus|precedent*|sopra|prima|tue|vostre|anterioare|digo|sabes|dicho|le regole`,
    show_x: `montre*|révèle*|répète*|affiche*|donne*|dis-moi|dites-moi|quel est|quelle est|muestra*|revela*|repite
      |imprime|dime|dame|cuál es|mostre|mostra*|repita|repete|diga|me dizer|qual é|qual e|qual è|rivela*|ripeti
      |dimmi|dammi|stampa|comparte|compartir|compartilh*|partilh*|partager|condivid*|confirmes|confirme*|conferma*
      |decirme`,
    prompt_x: `invite système|prompt système|prompt del sistema|prompt do sistema|prompt di sistema|tes instructions
      |vos instructions|tus instrucciones|sus instrucciones|suas instruções|tuas instruções|tue istruzioni
      |prompt completo|instructions initiales|instrucciones iniciales|instruções iniciais|istruzioni iniziali`,
    password_x: `contraseña*|mot de passe|mots de passe|senha*|palavra-passe|palavras-passe|parola d'ordine|clave secreta
      |clé secrète|chave secreta|chiave segreta|código secreto|code secret|codice segreto|código de acceso`,
    persona_x: `tu es maintenant|vous êtes maintenant|agis maintenant comme|agissez comme|ahora eres|a partir de ahora eres
      |você agora é|agora você é|aja como|sei ora|ora sei|agisci come|fai finta di|finge que eres|finja que
      |stai per immergerti`,
    new_task_x: `nouvelle tâche|nouvelles instructions|nueva tarea|nuevas instrucciones|nova tarefa|novas instruções
      |nuovo compito|nuove istruzioni`,
    say_x: `di lo siguiente|dites ce qui suit|solo tienes que decir|di solo|responde solo|diga apenas|réponds seulement
      |dis seulement|rispondi solo|dire solo|diga o seguinte|dici solo|si dices`,
  },
  {
    // Polish, Czech, Serbo-Croatian, Russian, Ukrainian, Bulgarian, Turkish, Greek, Hungarian, Finnish
    override_x: `zignoruj*|ignoruj*|zapomnij*|pomiń*|zapomeň*|zaboravi*|ignoriši*|ignoriraj*|zanemari*|игнорируй*
      |проигнорируй*|игнорировать|забудь*|забыть|не обращай*|отбрось*|не учитывай*|ігноруй*|ігнорувати|игнорирай*
      |забрави*|yok say*|görmezden*|unut|unutun|dikkate alma*|göz ardı*|αγνόησ*|αγνοήσ*|ξέχασ*|ξεχάσ*
      |figyelmen kívül*|felejtsd*|huomiotta|unohda*|ohita`,
    instructions_x: `instrukcj*|instrukcij*|instrukcije|polece*|wytyczn*|zasady|rozkaz*|instrukc*|pokyn*|příkaz*|pravid*|uputstv*
      |upute|pravila|инструкц*|указани*|правил*|команды|команд|директив*|приказ*|промпт*|інструкц*|вказівк*
      |talimat*|yönerge*|kural*|komut*|οδηγί*|εντολ*|κανόν*|utasítás*|szabály*|ohje*|instrukce`,
    material_x: "zadania|informacj*|задани*|задач*|информаци*|текст*|görev*|bilgi*|úkol*|разговор*",
    all_x: `wszystk*|všechn*|sve|все|всех|всё|всем|усі|всі|tüm|bütün|her şey*|όλες|όλα|όλους|összes|minden|kaikki
      |kaikkia|всички`,
    previous_x: `poprzedni*|wcześniejsz*|powyższ*|swoje|twoje|předchoz*|předešl*|výše|své|prethodn*|предыдущ*|прежн*
      |вышеуказанн*|вышеизложенн*|выше|свои*|твои*|ваши*|до этого|попередн*|önceki*|yukarıdaki*|yukarıda*
      |προηγούμεν*|παραπάνω|korábbi|előző|aiemmat|aiemmin|edelliset|о том|предишн*`,
    show_x: `pokaż*|powtórz*|ujawnij*|podaj*|jakie jest|jaki jest|ukaž*|zopakuj*|řekni*|jaké je|покажи*|повтори*|раскрой*
      |скажи*|какой|какова|назови*|выведи*|поделит*|подтверд*|дайте|göster*|tekrarla*|söyle*|nedir|paylaş*|δείξε*
      |ποιος είναι|ποιο είναι|mi a|kerro|näytä`,
    prompt_x: `system prompt*|prompt systemowy|systémový prompt|системный промпт*|системные инструкции|твои инструкции
      |ваши инструкции|sistem istemi|sistem komutu|sistem talimat*`,
    password_x: `hasło|hasła|heslo|hesla|lozink*|šifra|парол*|секретный ключ|секретный код|şifre*|parola*|κωδικ*|jelszó
      |jelszav*|salasana*`,
    persona_x: `jesteś teraz|teraz jesteś|udawaj|nyní jsi|ты теперь|теперь ты|вы теперь|теперь вы|притворись
      |представь, что ты|действуй как|şimdi sen|artık sen|gibi davran|είσαι τώρα`,
    new_task_x: `nowe zadanie|nowe instrukcje|nový úkol|nové pokyny|новая задача|новое задание|новые инструкции|yeni görev
      |yeni talimat*`,
    say_x: "скажи только|ответь только|скажите следующее|powiedz tylko|sadece şunu",
  },
  {
    // Chinese, Japanese, Korean
    override_x: "忽略|忽视|无视|忘记|忘掉|不要理会|抛开|無視|忽視|忘記|不理會|忘れ|무시|잊어|잊으|잊고",
    instructions_x:
      "指示|指令|说明|規則|规则|命令|提示词|准则|提示|說明|ルール|プロンプト|지시|명령|지침|규칙|프롬프트|설명",
    material_x: "任务|内容|文本|对话|信息|テキスト|タスク|会話|대화|작업|텍스트|정보|任務",
    all_x: "所有|一切|全部|すべて|全て|모든|모두|任何",
    previous_x:
      "之前|以上|上述|前面|先前|以前|上面|你的|您的|这些|前の|これまで|上記|先の|上の|今まで|이전|위의|앞의|지금까지|당신의|기존",
    show_x: `显示|透露|告诉我|输出|重复|泄露|是什么|什么是|分享|提供|確認|确认|告訴我|教えて|表示|出力|繰り返|何です|明かし|共有|알려|보여|출력|반복|무엇|공유|뭐|말해|给我|확인`,
    prompt_x:
      "系统提示|系統提示|初始指令|初始提示|你的指令|你的提示|您的指令|システムプロンプト|あなたの指示|初期指示|시스템 프롬프트|당신의 지시|초기 지시",
    password_x:
      "密码|密碼|口令|密钥|暗号|パスワード|秘密の鍵|秘密鍵|秘密のコード|비밀번호|암호|비밀 키|비밀 코드|패스워드",
    persona_x:
      "你现在是|现在你是|扮演|假装你是|從現在開始你|从现在起你|あなたは今|今からあなたは|なりきって|당신은 이제|이제 당신은|지금부터 너는|역할을",
    new_task_x: "新任务|新的任务|新指令|新的指令|新しいタスク|新しい指示|새로운 작업|새로운 지시",
    say_x: "只需说|只回答|只输出|とだけ|만 말|라고만|仅回复|只说",
  },
  {
    // One word each for all: what to say instead, and whose password
    command_x: `diga|dites|indique*|indica*|declara*|repita|repite|repete|ripeti|dame|dammi|donnez|dê-me|sagen sie|sage
      |schreib*|geben sie|zeig|skriv|zeg|schrijf|napisz|powiedz|řekni|скажи*|напиши*|дайте|дай|укажи*|söyle*|yaz*
      |πες|说|說|声明|输出|给我|言って|述べ|教えて|말하|말해|알려|قل|أشر|أعطني|कहें|कहो|बताएं|বলুন|nói|cho tôi|katakan|nyatakan|beri*
      |sabihin|bigyan|พูด|บอก|sag mir|dis que|di que|zeige|nenne*|declara|muestra*|indica|tunjukkan|belirt*
      |göster*|提示|述べて|示して`,
    your_x: `tua|tuo|tue|deine*|dein|ihr|ihre|ihrem|votre|vos|ton|ta|tu|su|sua|iyong|inyong|twoje*|twojego|твой|твоего
      |ваш*|şifreniz*|あなたの|你的|您的|당신의|너의|네|bạn|anda|คุณ|आपका|आपके|आपकी|আপনার|مرورك|jouw|je|uw|ditt|vaše*|tvoje*
      |sandimu|your`,
    negation_x: `non|nunca|jamais|mai|nie|niemals|nicht|kein*|никогда|не|nooit|niet|nigdy|asla|no|ne|pas|não|ej|不要|勿|しない|ないで
      |마세요|지 마|لا|मत|không|đừng|jangan|huwag|อย่า|never|not|don't`,
    request_x: `condivid*|compart*|partag*|partilh*|teil*|ibahagi|dirmi|dai|dirme|decirme|me dire|me dizer|conferma*
      |confirm*|bestätig*|partager|поделит*|сообщи*|paylaş*|共有|分享|提供|確認|확인|공유|share|chia sẻ|cung cấp|membagikan
      |memberikan|konfirmasi*|mengonfirmasi*|kumpirmahin|sabihin|wie lautet|qual è|quelle est|cuál es|qual é
      |ano ang|apa|nedir|какой|是什么|何ですか|무엇|là gì|คืออะไร|क्या है|ما هي`,
  },
  {
    // Arabic, Persian, Hebrew, Hindi, Bengali, Vietnamese, Indonesian, Filipino, Thai
    override_x: `تجاهل|انس|انسى|انسَ|تغاضى|نادیده|فراموش کن|התעלם|תתעלם|שכח|अनदेखा|अनदेखी|भूल जा|नज़रअंदाज़|नजरअंदाज|उपेक्षा
      |উপেক্ষা|ভুলে যা|অগ্রাহ্য|bỏ qua|quên|phớt lờ|abaikan*|lupakan*|huwag pansinin|balewalain|kalimutan*|ละเว้น
      |เพิกเฉย|ลืม|ไม่สนใจ|ไม่ต้องสนใจ`,
    instructions_x: `تعليمات|الأوامر|أوامر|القواعد|التوجيهات|دستور|הוראות|הנחיות|निर्देश|नियम|आदेश|अनुदेश|हिदायत|নির্দেশ|নিয়ম
      |hướng dẫn|chỉ thị|chỉ dẫn|quy tắc|lệnh|instruksi*|perintah*|petunjuk*|aturan*|arahan*|tagubilin*|panuto
      |utos|mga tuntunin|คำสั่ง|คําสั่ง|คำแนะนำ|คําแนะนํา|กฎ`,
    material_x: "المهام|النص|कार्य|पाठ|কাজ|nhiệm vụ|văn bản|tugas|teks|gawain|ข้อความ|งาน",
    all_x: "جميع|كل|همه|כל|सभी|सब|সমস্ত|সব|tất cả|mọi|semua|lahat|ทั้งหมด|ทุก",
    previous_x: `السابق|أعلاه|قبل|قبلی|הקודמ|पिछल|पूर्व|ऊपर|पहले|अपने|आपके|পূর্ববর্তী|আগের|উপরের|trước|trên|sebelumnya
      |di atas|nakaraan*|naunang|nauna|nasa itaas|inyong|iyong|ก่อนหน้า|ข้างต้น|ก่อน|ของคุณ|anda|của bạn`,
    show_x: `ما هي|ما هو|أخبر|أظهر|اعرض|شارك|كشف|चैस्ट|बताएं|बता|दिखा|क्या है|साझा|पुष्टि|বলুন|দেখা|শেয়ার|là gì
      |cho tôi biết|tiết lộ|hiển thị|chia sẻ|cung cấp|xác nhận|apa kata|beri tahu|tunjukkan|tampilkan|bagikan
      |berbagi|memberikan|konfirmasi*|ano ang|sabihin|ibahagi|ipakita|kumpirmahin|คืออะไร|บอก|แสดง|แชร์|แบ่งปัน
      |ยืนยัน|تأكيد|مشاركة|تؤكد`,
    prompt_x: `موجه النظام|تعليمات النظام|تعليماتك|सिस्टम प्रॉम्प्ट|आपके निर्देश|lời nhắc hệ thống|prompt sistem
      |instruksi sistem|instruksi anda|คำสั่งระบบ`,
    password_x: `كلمة المرور|كلمة السر|كلمة مرور|المفتاح السري|رمز سري|रمز|गुप्त कुंजी|गुप्त कोड|पासवर्ड|পাসওয়ার্ড|গোপন
      |mật khẩu|khóa bí mật|mã bí mật|kata sandi*|sandi|kunci rahasia|kode rahasia|รหัสผ่าน|รหัสลับ|רמז|סיסמ
      |رمز عبور`,
    persona_x: `أنت الآن|تصرف ك|تظاهر|अब आप|अब तुम|होने का नाटक|আপনি এখন|bây giờ bạn là|bạn là bây giờ|hãy đóng vai
      |sekarang anda adalah|sekarang kamu adalah|berpura-pura|ikaw ay ngayon|ikaw na ngayon|magpanggap
      |ตอนนี้คุณคือ|แกล้งทำ|คุณกําลังจะ`,
    new_task_x: `مهمة جديدة|تعليمات جديدة|नया कार्य|नए निर्देश|নতুন নির্দেশ|nhiệm vụ mới|hướng dẫn mới|tugas baru
      |instruksi baru|งานใหม่|คำสั่งใหม่`,
    say_x: "قل فقط|केवल कहें|chỉ nói|hanya katakan|katakan saja",
  },
];
