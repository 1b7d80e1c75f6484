//! The large mail providers where anyone gets a mailbox, in America, Europe and Asia.

/// Sorted, in lower case.
#[rustfmt::skip]
pub(super) const PUBLIC_MAIL_DOMAINS: &[&str] = &[
    "126.com", "139.com", "163.com", "aim.com", "alice.it", "aliyun.com", "aol.com", "arcor.de",
    "att.net", "bellsouth.net", "bigpond.com", "bk.ru", "bluewin.ch", "bol.com.br", "bt.com",
    "btinternet.com", "charter.net", "comcast.net", "cox.net", "daum.net", "duck.com", "earthlink.net",
    "fastmail.com", "fastmail.fm", "foxmail.com", "free.fr", "freenet.de", "gmail.com", "gmx.at",
    "gmx.ch", "gmx.com", "gmx.de", "gmx.fr", "gmx.net", "googlemail.com", "hanmail.net", "hey.com",
    "home.nl", "hotmail.be", "hotmail.ch", "hotmail.co.jp", "hotmail.co.uk", "hotmail.com",
    "hotmail.com.br", "hotmail.de", "hotmail.es", "hotmail.fr", "hotmail.it", "hotmail.nl",
    "hushmail.com", "icloud.com", "ig.com.br", "inbox.lv", "inbox.ru", "interia.pl", "juno.com",
    "kakao.com", "kpnmail.nl", "laposte.net", "libero.it", "list.ru", "live.ca", "live.co.uk", "live.com",
    "live.com.mx", "live.de", "live.fr", "live.nl", "mac.com", "mail.com", "mail.de", "mail.ru",
    "mailbox.org", "me.com", "msn.com", "naver.com", "neuf.fr", "o2.pl", "onet.pl", "online.de", "op.pl",
    "optonline.net", "orange.fr", "outlook.at", "outlook.com", "outlook.com.br", "outlook.de",
    "outlook.es", "outlook.fr", "outlook.it", "pm.me", "posteo.de", "proton.me", "protonmail.ch",
    "protonmail.com", "qq.com", "rambler.ru", "rediffmail.com", "rocketmail.com", "runbox.com", "sapo.pt",
    "sbcglobal.net", "seznam.cz", "sfr.fr", "sina.com", "sky.com", "skynet.be", "sohu.com", "t-online.de",
    "talktalk.net", "telenet.be", "terra.com.br", "tiscali.it", "tuta.com", "tutanota.com", "tutanota.de",
    "uol.com.br", "verizon.net", "virgilio.it", "virginmedia.com", "wanadoo.fr", "web.de", "wp.pl",
    "ya.ru", "yahoo.ca", "yahoo.co.in", "yahoo.co.jp", "yahoo.co.uk", "yahoo.com", "yahoo.com.ar",
    "yahoo.com.au", "yahoo.com.br", "yahoo.com.mx", "yahoo.de", "yahoo.es", "yahoo.fr", "yahoo.in",
    "yahoo.it", "yandex.com", "yandex.ru", "yeah.net", "ymail.com", "ziggo.nl", "zoho.com",
    "zohomail.com",
];
