mod support;
use support::*;

const NODE: &str = "
    dev eth0 192.168.0.100/24
    dev veth1
    dev veth2
    route default via 192.168.0.1 dev eth0
    route 10.10.0.102/32 dev veth1
    route 10.10.0.103/32 dev veth2
    route 10.10.1.0/24 via 192.168.0.101 dev eth0
    forward
    listen tcp *:22 sshd
";
const RULES: &str = r#"
*filter
:SERVICES - [0:0]
:FORWARDING - [0:0]
-A FORWARD -m comment --comment "forwarding rules" -j FORWARDING
-A FORWARD -m conntrack --ctstate NEW -j SERVICES
-A OUTPUT -m conntrack --ctstate NEW -j SERVICES
-A FORWARDING -m conntrack --ctstate INVALID -j DROP
-A FORWARDING -m mark --mark 0x4000/0x4000 -j ACCEPT
-A FORWARDING -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
-A SERVICES -d 10.96.0.9/32 -p tcp -m tcp --dport 80 -j REJECT
COMMIT
*nat
:SERVICES - [0:0]
:NODEPORTS - [0:0]
:MARK-MASQ - [0:0]
:EXT-WEB - [0:0]
:SVC-WEB - [0:0]
:SEP-A - [0:0]
:SEP-B - [0:0]
:POST - [0:0]
-A PREROUTING -j SERVICES
-A OUTPUT -j SERVICES
-A POSTROUTING -j POST
-A POST -m mark ! --mark 0x4000/0x4000 -j RETURN
-A POST -j MARK --xor-mark 0x4000
-A POST -j MASQUERADE
-A MARK-MASQ -j MARK --or-mark 0x4000
-A SERVICES -d 10.96.0.10/32 -p tcp -m tcp --dport 80 -j SVC-WEB
-A SERVICES -m addrtype --dst-type LOCAL -j NODEPORTS
-A NODEPORTS -p tcp -m tcp --dport 30880 -j EXT-WEB
-A EXT-WEB -j MARK-MASQ
-A EXT-WEB -j SVC-WEB
-A SVC-WEB ! -s 10.10.0.0/16 -d 10.96.0.10/32 -p tcp -m tcp --dport 80 -j MARK-MASQ
-A SVC-WEB -m statistic --mode random --probability 0.5 -j SEP-A
-A SVC-WEB -j SEP-B
-A SEP-A -s 10.10.0.102/32 -j MARK-MASQ
-A SEP-A -p tcp -m tcp -j DNAT --to-destination 10.10.0.102:8080
-A SEP-B -s 10.10.1.102/32 -j MARK-MASQ
-A SEP-B -p tcp -m tcp -j DNAT --to-destination 10.10.1.102:8080
COMMIT
"#;

#[test]
fn show() {
    let mut lab = Lab::new(NODE).rules(RULES);
    for (dev, p) in [
        ("eth0", "tcp 192.168.0.200:41000 > 192.168.0.100:30880 SYN"),
        ("eth0", "tcp 192.168.0.200:41001 > 192.168.0.100:30880 SYN"),
        ("eth0", "tcp 192.168.0.200:41002 > 192.168.0.100:30880 SYN"),
        ("eth0", "tcp 10.10.1.102:8080 > 192.168.0.100:41000 SYN,ACK"),
        ("veth1", "tcp 10.10.0.102:8080 > 10.10.0.1:41000 SYN,ACK"),
        ("veth1", "tcp 10.10.0.102:555 > 10.96.0.9:80 SYN"),
        ("veth1", "tcp 10.10.0.102:555 > 10.96.0.10:80 SYN ttl 1"),
        ("eth0", "tcp 192.168.0.200:41002 > 192.168.0.100:22 SYN"),
        ("eth0", "tcp 192.168.0.200:41002 > 192.168.0.100:23 SYN"),
        ("eth0", "udp 192.168.0.200:41002 > 192.168.0.100:23"),
        ("eth0", "icmp 192.168.0.200 > 192.168.0.100 echo-request id 7"),
    ] {
        println!("### {dev} {p}\n{}", lab.receive(dev, p));
    }
    for p in [
        "tcp 0.0.0.0:5000 > 10.96.0.10:80 SYN",
        "tcp 192.168.0.100:5000 > 10.96.0.9:80 SYN",
        "tcp 0.0.0.0:5000 > 192.168.0.100:22 SYN",
        "tcp 0.0.0.0:5000 > 192.168.0.100:30880 SYN",
    ] {
        println!("### send {p}\n{}", lab.send(p));
    }
    println!("{}", lab.connections());
    lab.thorough = true;
    println!("{}", lab.receive("eth0", "tcp 192.168.0.200:41000 > 192.168.0.100:30881 SYN"));
}
