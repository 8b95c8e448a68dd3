/** From published leaks, without digits and signs (`Passw0rd2024!`). Short ones too: people fill them up. */
const words = `
  password passwort passwords mypassword newpassword thepassword yourpassword testpassword passwd passw passphrase
  contrasena senha motdepasse wachtwoord parola parol haslo salasana losenord adgangskode sifre geslo jelszo heslo
  secret topsecret mysecret verysecret letmein letmeinnow welcome welcomehome welcomeback changeme changemenow
  changeit default guest login logmein signin access accessdenied enter entrance unlock security secure private
  administrator admin adminadmin superadmin sysadmin root rootroot toor superuser superman operator manager master
  masterkey webmaster server system network internet computer laptop desktop windows microsoft google facebook
  youtube twitter instagram linkedin myspace yahoo hotmail gmail outlook android iphone samsung nokia motorola apple
  test testing tester testtest testuser user username demo demodemo example sample temp temporary trial office
  company business service support helpdesk hello helloworld hellohello hithere goodmorning whatever something nothing
  anything everything unknown nobody somebody forgotten forget iforgot remember idontknow dontknow nopassword
  qwerty qwertz azerty qwertyuiop qwertzuiop azertyuiop qwert qwer asdf asdfg asdfgh asdfghj asdfghjkl asdfasdf asdasd
  asdasdasd zxcv zxcvb zxcvbn zxcvbnm qwertyqwerty qweqwe qweasd qweasdzxc qazwsx qazwsxedc wsxedc zaqxsw zaqwsx
  qwertyasdf qwertasdfg asdfghjklzxcvbnm qwertyuiopasdfghjkl poiuytrewq lkjhgfdsa mnbvcxz ytrewq
  abc abcd abcde abcdef abcdefg abcdefgh abcabc aabbcc alphabet xyz aaa
  iloveyou iloveu ilove loveyou loveme iloveme iloveyousomuch iloveyouforever lovelove lovely lover lovers truelove
  mylove babylove forever foreverlove together iloveher ilovehim ihateyou fuckyou fuckoff fuckme asshole bullshit
  bitch bastard pussy sexy sexsex lovesex kisses kissme hugs sweetheart sweetie honey honeybee darling baby babygirl
  babyboy princess prince princesa queen king kingkong angel angels angelo heaven family friends friend bestfriend
  bestfriends mother father mommy daddy mummy brother sister mamapapa
  football soccer futbol basketball baseball hockey tennis volleyball swimming golf golfer cricket rugby chelsea
  arsenal liverpool manchester manchesterunited manutd barcelona realmadrid juventus milan bayern benfica porto
  celtic rangers yankees redsox cowboys steelers lakers eagles packers raiders broncos dolphins warriors bulldogs
  tigers panthers patriots
  monkey dragon tiger lion panther eagle falcon shadow wolf horse horses pony dolphin butterfly chicken turtle rabbit
  bunny kitty kitten kittycat puppy doggie doggy bear teddybear snoopy garfield hellokitty mickey mickeymouse minnie
  donald tweety scooby scoobydoo spongebob pokemon pikachu digimon charizard naruto batman spiderman ironman
  superstar wonderwoman starwars skywalker darthvader chewbacca startrek matrix gandalf frodo legolas hogwarts
  harrypotter potter rapunzel cinderella tinkerbell winnie pooh peterpan barbie
  sunshine sunflower sun moon moonlight star stars starlight summer winter spring autumn january february march april
  may june july august september october november december monday tuesday wednesday thursday friday saturday sunday
  flower flowers rose rainbow ocean island mountain nature beach water fire thunder lightning storm diamond crystal
  silver gold golden purple yellow orange green blue black white red pink chocolate cookie cookies cupcake cheese
  banana strawberry cherry peaches pepper peanut butter coffee pizza spaghetti cocacola pepsi budweiser
  freedom liberty justice destiny success victory winner champion hunter killer ninja samurai warrior soldier sniper
  marine army navy police cowboy pirate wizard magic mystic phoenix vampire zombie demon devil lucifer satan evil hell
  blessed blessing jesus jesuschrist jesusislord iloveyoujesus iloveyougod ilovegod iloveallah christ bismillah allah
  mohammed muhammad inshallah buddha krishna trustgod trustno trustnoone trustme believe faith hope grace godisgood
  michael michelle jennifer jessica ashley daniel andrew anthony alexander alexandra benjamin brandon brian carlos
  charlie charlotte chris christian christina christopher claudia david dennis diana edward elizabeth emily eric
  fernando francisco frank gabriel george hannah heather isabella jackson jacob james jasmine jason jonathan jordan
  jordanmichael joseph joshua justin justinbieber katherine kevin kimberly laura lauren linda madison maria marina
  mario martin matthew melissa michaeljordan miguel mustang nathan nicholas nicole oliver olivia pamela patricia patrick
  peter rachel rebecca ricardo richard robert roberto ronaldo cristiano cristianoronaldo messi samantha samuel sandra
  sarah scott sebastian sophia stephanie stephen steven taylor thomas tyler valentina vanessa veronica victoria
  vincent william
  mercedes mercedesbenz ferrari porsche lamborghini maserati corvette camaro harley harleydavidson yamaha suzuki
  kawasaki toyota nissan honda volkswagen chevrolet
  america usa england london paris berlin moscow china india mexico brasil brazil canada australia germany france italy
  italia espana russia turkey newyork california texas florida chicago boston lasvegas hollywood
  guitar music metallica slipknot nirvana ironmaiden linkinpark greenday blink eminem tupac beatles elvis madonna
  rockstar rocknroll hiphop onedirection
  minecraft roblox fortnite callofduty counterstrike playstation nintendo xbox gamer gaming game games halflife warcraft
  worldofwarcraft starcraft runescape assassin overwatch leagueoflegends
  cheer dance dancer student teacher school college university doctor nurse lawyer engineer
  mustang cooldude cool coolguy handsome beautiful gorgeous awesome amazing perfect fantastic happy smile smiley
  crazy lucky lucky funny stupid loser bigdaddy bigboss bigdog blackjack hotdog maverick scorpion scorpio cancer gemini
  lollipop lolipop jellybean buttercup pumpkin precious peekaboo passion pleasure platinum spaceman rocket pilot
  bluebird abracadabra opensesame sesame rowhouse workspace
`;

export const commonWords: ReadonlySet<string> = new Set(words.trim().split(/\s+/));

/** Common with their digits: walks over the keyboard, and well-known numbers. */
const walks = `
  1q2w3e4r5t 1q2w3e4r5t6y 1q2w3e4r5t6y7u q1w2e3r4t5 q1w2e3r4t5y6 1qaz2wsx3edc 1qaz2wsx3edc4rfv 1qazxsw23edc
  zaq12wsxcde3 zaq1xsw2cde3 zaq12wsx zaq1zaq1zaq1 qaz123wsx456 1qaz1qaz1qaz qwe123asd456 qwer1234asdf asdf1234qwer 123qweasdzxc
  qweasd123zxc 1a2b3c4d5e 1a2b3c4d5e6f a1b2c3d4e5 a1b2c3d4e5f6 a1s2d3f4g5 123abc456def abc123def456 123qwe456rty 1234qwerasdf
  1234567qwerty 3141592653 3141592654 31415926535 2718281828 1123581321 1020304050 102030405060 0102030405 1029384756
  147258369 1472583690 7418529630 0147258369 9638527410 3216549870 7894561230 0789456123 1597534862 1598741236 12344321
  1234554321 123454321 12345654321 123456654321 0123456789 9876543210 0987654321 1234509876 123698745 p0o9i8u7y6 a123456789 aa123456789 q123456789 z123456789
  aa12345678 asd123456789 zxc123456789 qwe123456789 abc123456789 1234567891 12345678910 123456789012 1234567890123
`;

export const commonWalks: ReadonlySet<string> = new Set(walks.trim().split(/\s+/));
